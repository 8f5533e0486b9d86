import { describe, expect, it } from 'vitest';
import { isPrintedJson, notPrinted } from './printed.js';

describe('what a page shows as printed', () => {
  it('may differ in identifiers, times, figures, hosts and the width of columns', () => {
    const shown = 'sent to hooks.example.com, 41 ms  at 2025-11-06T10:30:00Z\n0199d3a0-7c1e-7c54-9a53-5b0c3f1d2e10\n';
    const printed = 'sent to 127.0.0.1:4711, 7 ms at 2026-01-01T00:00:00.123Z\n01a219fd-0304-75a1-a0df-eeb69d6c6ca4\n';
    expect(notPrinted(shown, printed)).toEqual([]);
  });

  it('may not differ in words', () => {
    expect(notPrinted('team-slack is paused\n', 'team-slack is running\n')).toEqual(['team-slack is paused']);
  });

  it('has the heads of tables, and rows of the moment', () => {
    const shown = 'NAME        STATE\nteam-slack  paused\n\nafter the table\n';
    expect(notPrinted(shown, 'NAME    STATE\noncall  running\n\nafter the table\n')).toEqual([]);
    expect(notPrinted(shown, 'NAME    OLDEST\n')).toEqual(['NAME        STATE', 'after the table']);
  });

  it('leaves out what … stands for', () => {
    expect(notPrinted('Error  HTTP 404 (…) once\n', 'Error HTTP 500 (it is down) once\n')).toEqual([]);
    expect(notPrinted('Error (…) once\n', 'Error (down) twice\n')).toEqual(['Error (…) once']);
  });
});

describe('JSON that a page shows as printed', () => {
  it('is the answer, or stands below the head of a preview', () => {
    expect(isPrintedJson('{ "id": "a-1", "ok": true }', '{"id":"a-2","ok":true}')).toBe(true);
    expect(isPrintedJson('{ "text": "Failed" }', 'POST hooks.slack.com\n\n{\n  "text": "Failed"\n}\n')).toBe(true);
  });

  it('has the same fields and words', () => {
    expect(isPrintedJson('{ "ok": true }', '{"ok":true,"next":null}')).toBe(false);
    expect(isPrintedJson('{ "text": "Failed" }', '{"text":"Completed"}')).toBe(false);
  });
});
