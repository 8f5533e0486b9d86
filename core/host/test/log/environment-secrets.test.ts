import { describe, expect, it } from 'vitest';
import { environmentSecrets } from '../../src/log/environment-secrets.js';
import { Redactor } from '../../src/log/redactor.js';

describe('what is secret in the environment', () => {
  it('are the headers of exporters, as written and as sent', () => {
    const secrets = environmentSecrets({
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=b1946ac9%2B2492,authorization=Bearer%20d8e8fca2',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-other=7c6a180b36896a0a',
    });
    const expected = ['b1946ac9%2B2492', 'b1946ac9+2492', 'Bearer%20d8e8fca2', 'Bearer d8e8fca2', '7c6a180b36896a0a'];
    expect(secrets.toSorted()).toEqual(expected.toSorted());
  });

  it('are short values too, of headers that carry credentials', () => {
    const headers =
      'Authorization=one-1,x-api-key=two-2,x-token=three3,client-secret=four-4,x-tenant=production,x-team=on%2Dcall';
    expect(environmentSecrets({ OTEL_EXPORTER_OTLP_HEADERS: headers })).toEqual(['one-1', 'two-2', 'three3', 'four-4']);
  });

  it('are values of sixteen characters and more, whatever their header is called', () => {
    const headers = 'x-tenant=123456789012345,x-team=1234567890123456';
    expect(environmentSecrets({ OTEL_EXPORTER_OTLP_HEADERS: headers })).toEqual(['1234567890123456']);
  });

  it('leave a word such as the one in `x-tenant=production` as it is', () => {
    const redactor = new Redactor();
    for (const secret of environmentSecrets({ OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=production' }))
      redactor.add(secret);
    expect(redactor.redact('production/w1')).toBe('production/w1');
  });

  it('are the credentials in their endpoints', () => {
    const secrets = environmentSecrets({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:d8e8%2Bfca2@collector.example.com/v1/7c6a180b36',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'https://zipkin.example.com/in?key=b1946ac92492d2347c6a',
    });
    for (const secret of ['d8e8%2Bfca2', 'd8e8+fca2', '/v1/7c6a180b36', 'b1946ac92492d2347c6a']) {
      expect(secrets).toContain(secret);
    }
  });

  it('is nothing of an endpoint without credentials', () => {
    const endpoint = 'http://collector.monitoring.svc.cluster.local:4318/v1/traces';
    expect(environmentSecrets({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint })).toEqual([]);
  });

  it('are the passwords of proxies', () => {
    const secrets = environmentSecrets({
      HTTPS_PROXY: 'http://me:p%40ss-d8e8@proxy.example.com:3128',
      http_proxy: 'http://proxy.example.com:3128',
      all_proxy: 'nonsense',
    });
    expect(secrets).toEqual(['p%40ss-d8e8', 'p@ss-d8e8']);
  });

  it.each(['http_proxy', 'https_proxy', 'all_proxy'])('are the passwords of proxies, in %s', (name) => {
    expect(environmentSecrets({ [name]: 'http://me:b1946ac9@proxy.example.com:3128' })).toEqual(['b1946ac9']);
  });

  it('are the user names of proxies that may be tokens', () => {
    const secretsOf = (user: string) => environmentSecrets({ HTTPS_PROXY: `http://${user}@proxy.example.com:3128` });
    expect(secretsOf('b1946ac9')).toEqual(['b1946ac9']);
    expect(secretsOf('b1946ac9%2B:x-oauth')).toEqual(['b1946ac9%2B', 'b1946ac9+', 'x-oauth']);
    expect(secretsOf('gateway')).toEqual([]);
  });

  it('are read although they are malformed', () => {
    const secrets = environmentSecrets({ OTEL_EXPORTER_OTLP_HEADERS: 'key=100%,=,alone,by-itself' });
    expect(secrets).toEqual(['100%', 'alone', 'by-itself']);
    expect(environmentSecrets({})).toEqual([]);
  });
});
