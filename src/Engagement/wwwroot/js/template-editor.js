// Turns the template's textarea into an editor: colours, completion of fields, errors underlined. Without script the textarea does.
(() => {
  const area = document.querySelector("textarea[data-template-editor]");
  if (!area || !window.CodeMirror) return;
  const { EditorState, EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection, defaultKeymap, history, historyKeymap,
    StreamLanguage, HighlightStyle, syntaxHighlighting, bracketMatching, autocompletion, completionKeymap, linter, lintKeymap, tags } = window.CodeMirror;
  const words = JSON.parse(area.dataset.words);
  const grammar = /^(if|else|end|for|in|while|break|continue|case|when|func|ret|capture|with|wrap|true|false|null|empty|not)$/;

  // Scriban: words outside {{ }}, code inside.
  const scriban = StreamLanguage.define({
    startState: () => ({ code: false }),
    token(stream, state) {
      if (!state.code) {
        if (stream.match(/^\{\{[-~]?/)) { state.code = true; return "bracket"; }
        if (!stream.skipTo("{{")) stream.skipToEnd();
        return null;
      }
      if (stream.eatSpace()) return null;
      if (stream.match(/^[-~]?\}\}/)) { state.code = false; return "bracket"; }
      if (stream.match(/^#(?:(?!\}\}).)*/)) return "comment";
      if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) return "string";
      if (stream.match(/^\d+(\.\d+)?/)) return "number";
      const name = stream.match(/^[A-Za-z_][\w.]*/);
      if (name) return grammar.test(name[0]) ? "keyword" : "variableName";
      stream.next();
      return "operator";
    },
  });

  const colours = HighlightStyle.define([
    { tag: tags.bracket, color: "var(--accent)", fontWeight: "600" },
    { tag: tags.keyword, color: "var(--warn)", fontWeight: "600" },
    { tag: tags.string, color: "var(--good)" },
    { tag: tags.number, color: "var(--good)" },
    { tag: tags.comment, color: "var(--ink-2)", fontStyle: "italic" },
    { tag: tags.variableName, color: "var(--accent)" },
  ]);

  const completeField = (context) => {
    const before = context.state.sliceDoc(0, context.pos);
    if (before.lastIndexOf("{{") <= before.lastIndexOf("}}")) return null;
    const typed = context.matchBefore(/[\w.]+/);
    if (!typed && !context.explicit) return null;
    const options = words.map((w) => ({ label: w.name, detail: w.meaning, info: w.example, type: w.name.includes(".") ? "property" : "function" }));
    return { from: typed ? typed.from : context.pos, options };
  };

  const check = async (view) => {
    const response = await fetch(area.dataset.check, {
      method: "POST",
      headers: { "X-Form-Token": document.querySelector('meta[name="form-token"]').content },
      body: new URLSearchParams({ Body: view.state.doc.toString(), Article: document.getElementById("Article")?.value ?? "" }),
    });
    const error = response.ok ? await response.json() : null;
    if (!error) return [];
    const line = view.state.doc.line(Math.min(error.line, view.state.doc.lines));
    const from = Math.max(line.from, Math.min(line.from + error.column - 1, line.to - 1));
    return [{ from, to: line.to, severity: "error", message: `Line ${error.line}, column ${error.column}: ${error.message}` }];
  };

  const look = EditorView.theme({
    "&": { fontSize: "0.84rem", color: "var(--ink)", minHeight: "18rem" },
    "&.cm-focused": { outline: "none" },
    ".cm-content": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", caretColor: "var(--ink)", lineHeight: "1.5" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { background: "var(--ground)", color: "var(--ink-2)", border: "0" },
    ".cm-activeLine": { background: "transparent" },
    ".cm-selectionBackground": { background: "var(--accent-soft) !important" },
    ".cm-tooltip": { background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent-soft)", color: "var(--ink)" },
    ".cm-completionDetail": { color: "var(--ink-2)", fontStyle: "normal" },
  });

  // In a shadow root the editor's styles are adopted sheets, which the page's strict policy allows; <style> elements it would not.
  const host = document.createElement("div");
  host.className = "template-editor";
  area.after(host);
  const view = new EditorView({
    parent: host.attachShadow({ mode: "open" }),
    root: host.shadowRoot,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), highlightActiveLine(), scriban, syntaxHighlighting(colours), look,
        autocompletion({ override: [completeField], icons: false }), linter(check, { delay: 350 }), EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Words" }), EditorState.readOnly.of(area.readOnly),
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  area.hidden = true;
  document.getElementById("body-label").addEventListener("click", () => view.focus());
  host.addEventListener("keydown", (event) => event.stopPropagation()); // letters typed here are not the page's keys
})();
