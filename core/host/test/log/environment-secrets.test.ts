import { describe, expect, it } from 'vitest';
import { environmentSecrets } from '../../src/log/environment-secrets.js';

describe('what is secret in the environment', () => {
  it('are the headers of exporters, as written and as sent', () => {
    const secrets = environmentSecrets({
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=b1946ac9%2B2492,authorization=Bearer%20d8e8fca2',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-other=7c6a180b',
    });
    const expected = ['b1946ac9%2B2492', 'b1946ac9+2492', 'Bearer%20d8e8fca2', 'Bearer d8e8fca2', '7c6a180b'];
    expect(secrets.toSorted()).toEqual(expected.toSorted());
  });

  it('are their endpoints, which may hold a key', () => {
    const endpoint = 'https://user:d8e8fca2@collector.example.com/v1/7c6a180b';
    expect(environmentSecrets({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual([endpoint]);
  });

  it('are the passwords of proxies', () => {
    const secrets = environmentSecrets({
      HTTPS_PROXY: 'http://me:p%40ss-d8e8@proxy.example.com:3128',
      http_proxy: 'http://proxy.example.com:3128',
      all_proxy: 'nonsense',
    });
    expect(secrets).toEqual(['p%40ss-d8e8', 'p@ss-d8e8']);
  });

  it('are read although they are malformed', () => {
    const secrets = environmentSecrets({ OTEL_EXPORTER_OTLP_HEADERS: 'key=100%,=,alone' });
    expect(secrets).toEqual(['100%', 'alone']);
    expect(environmentSecrets({})).toEqual([]);
  });
});
