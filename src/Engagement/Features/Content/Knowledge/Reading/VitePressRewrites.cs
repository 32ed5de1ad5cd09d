using System.Buffers;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Where VitePress is told to publish pages elsewhere than they lie (vitepress.dev/guide/routing#route-rewrites): page by page, or by parts
/// of their places that have names (<c>packages/:pkg/src/:page</c>). The first rule that fits holds.
/// </summary>
internal sealed partial class VitePressRewrites
{
    // Signs of patterns that are not read here.
    private static readonly SearchValues<char> OfPatterns = SearchValues.Create("(*+?{}");

    private readonly IReadOnlyList<(string From, string? To)> _rules;

    private VitePressRewrites(IReadOnlyList<(string From, string? To)> rules) => _rules = rules;

    /// <param name="says">The site's configuration.</param>
    /// <param name="isKnown">False: it rewrites them in a way that is worked out.</param>
    /// <returns>Null: there are none to be known.</returns>
    public static VitePressRewrites? Find(string says, out bool isKnown)
    {
        var plain = ScriptSettings.WithoutComments(says);
        isKnown = !Mark().IsMatch(plain);
        if (isKnown || ScriptSettings.Objects(plain, Before()).FirstOrDefault() is not { } map)
        {
            return null;
        }

        isKnown = true;
        return new([.. map.Select(rule => (rule.Key, ScriptSettings.Text(rule.Value)))]);
    }

    /// <summary>Where a page is published, as a file's path; null: that is worked out by more than is read here.</summary>
    /// <param name="page">Its place among the pages.</param>
    public string? PlaceOf(string page)
    {
        foreach (var (from, to) in _rules)
        {
            if (from.AsSpan().ContainsAny(OfPatterns))
            {
                return null; // a pattern of another kind, which may fit
            }

            if (Fit(from.Split('/'), page.Split('/')) is { } named)
            {
                return to is null || to.AsSpan().ContainsAny(OfPatterns) ? null : Filled(to, named);
            }
        }

        return page;
    }

    // What the named parts of a rule stand for; null: it does not fit.
    private static Dictionary<string, string>? Fit(string[] rule, string[] page)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        if (rule.Length != page.Length)
        {
            return null;
        }

        foreach (var (part, written) in rule.Zip(page))
        {
            if (Name().Match(part) is not { Success: true } name)
            {
                if (!part.Equals(written, StringComparison.OrdinalIgnoreCase))
                {
                    return null;
                }

                continue;
            }

            var (before, after) = (part[..name.Index], part[(name.Index + name.Length)..]);
            if (written.Length <= before.Length + after.Length || !written.StartsWith(before, StringComparison.OrdinalIgnoreCase)
                || !written.EndsWith(after, StringComparison.OrdinalIgnoreCase) || !named.TryAdd(
                    name.Groups[1].Value, written[before.Length..^after.Length]))
            {
                return null;
            }
        }

        return named;
    }

    private static string? Filled(string to, Dictionary<string, string> named)
    {
        var isWhole = true;
        var filled = Name().Replace(to, m =>
        {
            isWhole &= named.ContainsKey(m.Groups[1].Value);
            return named.GetValueOrDefault(m.Groups[1].Value, "");
        });
        return isWhole ? filled.TrimStart('/') : null;
    }

    [GeneratedRegex(@"\brewrites['""]?\s*[:(]", RegexOptions.NonBacktracking)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\brewrites['""]?\s*:\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Before();

    [GeneratedRegex(@":(\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
