// Turns each textarea of a template's words into an editor: colours, completion of fields, errors underlined. Without script the textareas do.
(() => {
  const areas = document.querySelectorAll("textarea[data-template-editor]");
  if (areas.length === 0 || !window.CodeMirror) return;
  const { EditorState, EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection, defaultKeymap, history, historyKeymap,
    bracketMatching, autocompletion, completionKeymap, linter, lintKeymap } = window.CodeMirror;
  const language = window.templateLanguage();
  const valueOf = (id) => document.getElementById(id)?.value ?? "";

  for (const area of areas) {
    const words = JSON.parse(area.dataset.words);

    const completeField = (context) => {
      const before = context.state.sliceDoc(0, context.pos);
      if (before.lastIndexOf("{{") <= before.lastIndexOf("}}")) return null;
      const typed = context.matchBefore(/[\w.]+/);
      if (!typed && !context.explicit) return null;
      const options = words.map((w) => ({ label: w.name, detail: w.meaning, info: w.example, type: w.name.includes(".") ? "property" : "function" }));
      return { from: typed ? typed.from : context.pos, options, validFor: /^[\w.]*$/ };
    };

    const check = async (view) => {
      const response = await fetch(area.dataset.check, {
        method: "POST",
        headers: { "X-Form-Token": document.querySelector('meta[name="form-token"]').content },
        body: new URLSearchParams({ Body: view.state.doc.toString(), Kind: valueOf("Kind"), Language: valueOf(area.dataset.language), Article: valueOf("Article") }),
      });
      const errors = response.ok ? await response.json() : [];
      return errors.map((error) => {
        const line = view.state.doc.line(Math.min(error.line, view.state.doc.lines));
        const from = Math.max(line.from, Math.min(line.from + error.column - 1, line.to - 1));
        const name = /^[\w.]+/.exec(view.state.sliceDoc(from, line.to)); // a name is marked alone, anything else to the line's end
        return { from, to: name ? from + name[0].length : line.to, severity: "error", message: `Line ${error.line}, column ${error.column}: ${error.message}` };
      });
    };

    // In a shadow root the editor's styles are adopted sheets, which the page's strict policy allows; <style> elements it would not.
    const label = document.getElementById(area.dataset.templateEditor);
    const host = document.createElement("div");
    host.className = "template-editor";
    area.after(host);
    const view = new EditorView({
      parent: host.attachShadow({ mode: "open" }),
      root: host.shadowRoot,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          lineNumbers(), history(), drawSelection(), bracketMatching(), highlightActiveLine(), language,
          autocompletion({ override: [completeField], icons: false }), linter(check, { delay: 350 }), EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label.textContent }), EditorState.readOnly.of(area.readOnly),
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
    label.addEventListener("click", () => view.focus());
    host.addEventListener("keydown", (event) => event.stopPropagation()); // letters typed here are not the page's keys
  }
})();
