import { describe, expect, it } from 'vitest';
import { previewText } from '../../src/cli/preview-text.js';

describe('a preview as text', () => {
  it('is a request as HTTP writes it', () => {
    const preview = { method: 'POST', url: 'example.com/x', headers: { 'X-A': '1' }, json: { title: 'Up', list: [1] } };
    expect(previewText(preview)).toBe(
      [
        'POST example.com/x',
        'content-type: application/json',
        'X-A: 1',
        '',
        '{',
        '  "title": "Up",',
        '  "list": [',
        '    1',
        '  ]',
        '}',
      ].join('\n'),
    );
  });

  it('has the type of the body once', () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    expect(previewText({ method: 'POST', url: 'example.com', headers, json: {} })).toBe(
      'POST example.com\nContent-Type: application/json; charset=utf-8\n\n{}',
    );
  });

  it('indents a body that is JSON, and leaves another as it is', () => {
    expect(previewText({ method: 'POST', url: 'example.com', body: '{"a":1}' })).toBe(
      'POST example.com\n\n{\n  "a": 1\n}',
    );
    expect(previewText({ method: 'POST', url: 'example.com', body: 'a=1&b=2' })).toBe('POST example.com\n\na=1&b=2');
  });

  it('shows several requests one after the other', () => {
    const request = { method: 'POST', url: 'example.com' };
    expect(previewText([request, request])).toBe('POST example.com\n\nPOST example.com');
  });

  it('is text as it is, and JSON for anything else', () => {
    expect(previewText('Update Failed\n  nginx\n')).toBe('Update Failed\n  nginx');
    expect(previewText({ topic: 'updates' })).toBe('{\n  "topic": "updates"\n}');
  });

  it.each([[undefined], [null], [[]]])('is nothing where nothing would be sent: %j', (preview) => {
    expect(previewText(preview)).toBeUndefined();
  });

  it('lets nobody forge a line of the head', () => {
    const headers = { 'X-A': 'one\r\nX-B: two' };
    expect(previewText({ method: 'POST', url: 'example.com', headers })).toBe('POST example.com\nX-A: one X-B: two');
  });
});
