/**
 * The documents of a YAML file (YAML 1.2.2, section 9.2), each with empty lines in place of the others, so that it stands
 * where it stood. One that says nothing is left out.
 */
export function yamlDocuments(text: string): readonly string[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (index === 0 || isMarker(line) ? [index] : []));
  const documents = starts.map((start, index) => ({ start, end: starts[index + 1] ?? lines.length }));
  return documents
    .filter(({ start, end }) => lines.slice(start, end).some(saysSomething))
    .map(({ start, end }) => lines.map((line, index) => (index >= start && index < end ? line : '')).join('\n'));
}

/** No text of a document can hold such a line without indentation. */
function isMarker(line: string): boolean {
  return /^---(?=\s|$)/.test(line);
}

/** Neither a comment nor a directive nor what divides documents. */
function saysSomething(line: string): boolean {
  const rest = line.replace(/^(---|\.\.\.)(?=\s|$)/, '').trim();
  return rest !== '' && !rest.startsWith('#') && !line.startsWith('%');
}
