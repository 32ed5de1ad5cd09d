namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>What somebody wrote in a mail, told apart from what they answered.</summary>
/// <param name="Text">Their words alone; empty: there are none.</param>
/// <param name="Doubt">Why nobody can be sure that these are their words and nothing else; null: it is sure. What is in doubt is not
/// published.</param>
/// <param name="LeftOut">What was cut off and is neither marked as a quote nor known to us: it may be words of theirs after all.</param>
internal sealed record Written(string Text, string? Doubt, string LeftOut)
{
    /// <summary>What is marked as a signature, by the line before it or by the program that put it there.</summary>
    public string Aside { get; init; } = "";

    /// <summary>What was neither quoted nor shown: the style of the mail hides it.</summary>
    public string Hidden { get; init; } = "";

    public static readonly Written Nothing = new("", null, "");

    /// <summary>The same, with these lines told to whoever reads the ticket.</summary>
    public Written With(string lines) =>
        lines.Length == 0 || LeftOut.Contains(lines, StringComparison.Ordinal) ? this
            : this with { LeftOut = LeftOut.Length == 0 ? lines : $"{LeftOut}\n{lines}" };
}
