using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// A thing with fields, such as the article. A field it has not is an error that says which it has, not silence: silence is published.
/// </summary>
/// <param name="why">Of a name that is left out on purpose, the reason; null of others.</param>
internal sealed class TemplateFields(string name, Func<string, string?>? why = null) : ScriptObject
{
    public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value) =>
        base.TryGetValue(context, span, member, out value)
            ? true
            : throw new ScriptRuntimeException(span, TemplateErrors.NoField(name, member, Keys, why?.Invoke(member)));
}
