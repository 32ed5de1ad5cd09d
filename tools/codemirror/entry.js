// What the template editor uses of CodeMirror 6, as one file: window.CodeMirror.
export { EditorState, StateEffect, Compartment } from "@codemirror/state";
export { EditorView, keymap, lineNumbers, highlightActiveLine, highlightSpecialChars, drawSelection } from "@codemirror/view";
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export { StreamLanguage, HighlightStyle, syntaxHighlighting, bracketMatching } from "@codemirror/language";
export { autocompletion, completionKeymap } from "@codemirror/autocomplete";
export { linter, lintKeymap } from "@codemirror/lint";
export { tags } from "@lezer/highlight";
