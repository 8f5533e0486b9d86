import { describe, expect, it } from 'vitest';
import { anchorsOf, codeBlocksOf, linksOf } from './markdown.js';

const PAGE = `# A \`page\`, of sorts

See [the other](other.md#part) and ![a picture](img/one.png); not \`[this](code.md)\`.

## Twice
## Twice
## GET /plugins/&lt;name&gt;/…

1. A step:

   <!-- test: file a.yaml -->
   \`\`\`yaml
   a:
     b: "[no](link.md)"
   \`\`\`

\`\`\`sh
# not a heading
\`\`\`
`;

describe('the reading of a page', () => {
  it('finds links outside of code', () => {
    expect(linksOf(PAGE)).toEqual(['other.md#part', 'img/one.png']);
  });

  it('makes anchors of headings as GitHub does', () => {
    expect([...anchorsOf(PAGE)]).toEqual(['a-page-of-sorts', 'twice', 'twice-1', 'get-pluginsname']);
  });

  it('finds code blocks, those inside of lists as far out as the others', () => {
    expect(codeBlocksOf(PAGE)).toEqual([
      {
        language: 'yaml',
        text: 'a:\n  b: "[no](link.md)"\n',
        line: 12,
        heading: 'GET /plugins/&lt;name&gt;/…',
        note: 'file a.yaml',
      },
      { language: 'sh', text: '# not a heading\n', line: 17, heading: 'GET /plugins/&lt;name&gt;/…', note: '' },
    ]);
  });
});
