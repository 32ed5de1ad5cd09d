using System.Text.RegularExpressions;

namespace Engagement.Channels.LinkedIn;

/// <summary>A comment's name: what it hangs on, and its own id, e.g. <c>urn:li:comment:(urn:li:activity:1,2)</c>.</summary>
internal sealed partial record CommentUrn(string Object, string Id)
{
    /// <summary>Null when it is something else. Notifications write the inner name without <c>urn:li:</c>.</summary>
    public static CommentUrn? Parse(string urn) =>
        Form().Match(urn) is { Success: true } match
            ? new(match.Groups["object"].Value is var inner && inner.StartsWith("urn:", StringComparison.Ordinal)
                ? inner : "urn:li:" + inner, match.Groups["id"].Value)
            : null;

    public override string ToString() => $"urn:li:comment:({Object},{Id})";

    [GeneratedRegex(@"^urn:li:comment:\((?<object>[A-Za-z:]+:\d+),(?<id>\d+)\)$")]
    private static partial Regex Form();
}
