namespace Engagement.Features.Bridge.Reading;

/// <summary>What somebody wrote in a mail, told apart from what they answered.</summary>
/// <param name="Text">Their words alone; empty: there are none.</param>
/// <param name="Doubt">Why nobody can be sure that these are their words and nothing else; null: it is sure. What is in doubt is not
/// published.</param>
/// <param name="LeftOut">What was cut off and is neither marked as a quote nor known to us: it may be words of theirs after all.</param>
internal sealed record Written(string Text, string? Doubt, string LeftOut)
{
    public static readonly Written Nothing = new("", null, "");
}
