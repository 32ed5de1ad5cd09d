using Engagement.Features.Content.Templates.Functions;
using Scriban.Syntax;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// Every name in a template that nothing has, found without rendering it: a rendering ends at the first, and never comes to those in a
/// branch that is not taken. A name that the template makes itself somewhere is left to the rendering, which knows whether it was made in
/// time.
/// </summary>
internal sealed class NameFaults
{
    private readonly Dictionary<string, IReadOnlyList<string>> _fields;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly List<TemplateError> _found = [];
    private bool _brings;

    private NameFaults(string kind)
    {
        var groups = TemplateKinds.Of(kind).Groups;
        _fields = groups.Where(g => g.Fields is not [{ Name.Length: 0 }])
            .ToDictionary(g => g.Name, g => (IReadOnlyList<string>)[.. g.Fields.Select(f => f.Name)], StringComparer.Ordinal);
        foreach (var (name, members) in TemplateFunctions.Scribans)
        {
            _fields.TryAdd(name, members);
        }

        _names = [.. groups.Select(g => g.Name), .. TemplateFunctions.Shared.Keys];
    }

    /// <param name="page">What was parsed. Its depth is bounded (<see cref="Nesting"/>), so it can be walked by recursion.</param>
    public static IReadOnlyList<TemplateError> Of(ScriptPage page, string kind)
    {
        var faults = new NameFaults(kind);
        faults.Learn(page);
        if (faults._brings)
        {
            return []; // names may come from anywhere
        }

        faults.Walk(page);
        return faults._found;
    }

    // What the template makes itself: by assignment, loops, captures, and parameters of its own functions.
    private void Learn(ScriptNode node)
    {
        switch (node)
        {
            case ScriptAssignExpression { Target: ScriptVariable made }:
                _made.Add(made.Name);
                break;
            case ScriptForStatement { Variable: ScriptVariable made }:
                _made.Add(made.Name);
                break;
            case ScriptCaptureStatement { Target: ScriptVariable made }:
                _made.Add(made.Name);
                break;
            case ScriptFunction function:
                if (function.NameOrDoToken is ScriptVariable name)
                {
                    _made.Add(name.Name);
                }

                _made.UnionWith(function.Parameters?.Select(p => p.Name?.Name ?? "") ?? []);
                break;
            case ScriptWithStatement or ScriptImportStatement or ScriptThisExpression:
                _brings = true;
                break;
            default:
                break;
        }

        foreach (var child in node.Children.OfType<ScriptNode>())
        {
            Learn(child);
        }
    }

    private void Walk(ScriptNode? node)
    {
        switch (node)
        {
            case null:
                return;
            case ScriptMemberExpression { Target: ScriptVariableGlobal target, Member: { } field }:
                Look(target);
                if (!_made.Contains(target.Name) && _fields.TryGetValue(target.Name, out var fields)
                    && !fields.Contains(field.Name, StringComparer.Ordinal))
                {
                    _found.Add(TemplateErrors.At(TemplateErrors.NoField(target.Name, field.Name, fields,
                        TemplateFunctions.WhyRefused($"{target.Name}.{field.Name}")), field.Span, []));
                }

                return;
            case ScriptMemberExpression member:
                Walk(member.Target);
                return;
            case ScriptNamedArgument named:
                Walk(named.Value);
                return;
            case ScriptObjectMember member:
                Walk(member.Value);
                return;
            case ScriptVariableGlobal name:
                Look(name);
                return;
            default:
                foreach (var child in node.Children.OfType<ScriptNode>())
                {
                    Walk(child);
                }

                return;
        }
    }

    private void Look(ScriptVariableGlobal name)
    {
        // a loop's own, such as for.last
        if (!_names.Contains(name.Name) && !_made.Contains(name.Name) && name.Name is not ("for" or "while" or "tablerow"))
        {
            _found.Add(TemplateErrors.At(TemplateErrors.NoSuch(name.Name), name.Span, _names.Except(TemplateFunctions.RefusedNames)));
        }
    }
}
