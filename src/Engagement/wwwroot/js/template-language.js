// What a template is made of, for the editor: Scriban's grammar, its colours, and the editor's look.
window.templateLanguage = () => {
  const { EditorView, StreamLanguage, HighlightStyle, syntaxHighlighting, tags } = window.CodeMirror;
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

  const look = EditorView.theme({
    "&": { fontSize: "0.84rem", color: "var(--ink)", minHeight: "14rem" },
    "&.cm-focused": { outline: "none" },
    ".cm-content": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", caretColor: "var(--ink)", lineHeight: "1.5" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { background: "var(--ground)", color: "var(--ink-2)", border: "0" },
    ".cm-activeLine": { background: "transparent" },
    ".cm-selectionBackground": { background: "var(--accent-soft) !important" },
    ".cm-tooltip": { background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)", maxWidth: "36rem" },
    ".cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "0.75rem", alignItems: "baseline" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent-soft)", color: "var(--ink)" },
    ".cm-completionDetail": { color: "var(--ink-2)", fontStyle: "normal", fontFamily: "var(--tblr-font-sans-serif, sans-serif)", overflow: "hidden", textOverflow: "ellipsis" },
    ".cm-completionInfo": { padding: "0.4rem 0.6rem" },
  });

  return [scriban, syntaxHighlighting(colours), look];
};
