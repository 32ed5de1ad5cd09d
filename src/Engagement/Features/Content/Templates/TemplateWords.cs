using System.Collections.Concurrent;
using Engagement.Features.Content.Templates.Functions;
using Scriban.Runtime;

namespace Engagement.Features.Content.Templates;

/// <summary>The fields and functions a template of a kind has: for the renderings, and for people.</summary>
internal static class TemplateWords
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<TemplateWord>> Known = new(StringComparer.Ordinal);

    /// <summary>
    /// All of a kind's, for completion: fields, our functions, Scriban's. One that is both a field and a function is a field.
    /// </summary>
    public static IReadOnlyList<TemplateWord> For(string kind) => Known.GetOrAdd(TemplateKinds.Of(kind).Key, static key =>
    [
        .. TemplateKinds.Of(key).Groups.SelectMany(g => g.Words)
            .Select(w => TemplateFunctions.Ours.FirstOrDefault(f => f.Name == w.Name) is { } too
                ? w with { Example = string.Join("   ", too.Examples) } : w),
        .. TemplateFunctions.Ours.Where(f => TemplateKinds.Of(key).Groups.All(g => g.Name != f.Name))
            .Select(f => new TemplateWord(f.Name, f.Meaning, f.Examples[0])),
        .. TemplateFunctions.Scribans.OrderByDescending(s => s.Key, StringComparer.Ordinal).SelectMany(
            s => s.Value.Select(member => new TemplateWord($"{s.Key}.{member}", "Scriban's own", $"{{{{ value | {s.Key}.{member} }}}}"))),
    ]);

    /// <summary>The values of a subject, as a rendering sees them. A new object each time: a template's variables are kept in it.</summary>
    public static ScriptObject Of(TemplateSubject subject)
    {
        var groups = TemplateKinds.Of(subject.Kind).Groups;
        var words = new ScriptObject(groups.Count + 4);
        foreach (var group in groups)
        {
            words[group.Name] = group.Of(subject);
        }

        return words;
    }
}
