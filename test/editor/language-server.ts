import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService, type LanguageService } from 'yaml-language-server';

/** The YAML language server, as VS Code and other editors run it. It finds the schema by the first line of a file. */
export class Editor {
  readonly #service: LanguageService;
  #version = 0;

  constructor() {
    this.#service = getLanguageService({
      schemaRequestService: (url) => readFile(fileURLToPath(url), 'utf8'),
      workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
      telemetry: { send: async () => {}, sendError: async () => {}, sendTrack: async () => {} },
    });
    this.#service.configure({ validate: true, hover: true, completion: true, yamlVersion: '1.2' });
  }

  /** What it marks in a file: `line: message`. */
  async marks(url: URL, text: string): Promise<string[]> {
    const marks = await this.#service.doValidation(this.#open(url, text), false);
    return marks.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  }

  /** What it shows where the pointer rests on a word. */
  async hover(url: URL, text: string, word: string): Promise<string> {
    const document = this.#open(url, text);
    const shown = await this.#service.doHover(document, document.positionAt(text.indexOf(word) + 1));
    return shown === null ? '' : JSON.stringify(shown.contents);
  }

  /** What it offers at the end of a text. */
  async offers(url: URL, text: string): Promise<string[]> {
    const document = this.#open(url, text);
    const { items } = await this.#service.doComplete(document, document.positionAt(text.length), false);
    return items.map(({ label }) => label);
  }

  #open(url: URL, text: string): TextDocument {
    this.#version += 1;
    return TextDocument.create(url.href, 'yaml', this.#version, text);
  }
}
