using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Answers of programs for people who are away, where no header says so: told by how their subject or their words begin.</summary>
internal static partial class Away
{
    // Greetings and thanks come before it, and no more.
    private const int MostSentences = 4;
    private const int MostRead = 1000;

    /// <summary>Does the subject say so, beyond doubt?</summary>
    /// <param name="subject">Of the mail.</param>
    /// <param name="about">The subject of what it answers: what was ours says nothing.</param>
    public static bool IsSubject(string subject, string about)
    {
        var (own, rest) = Beginning(subject, about, AwayWords.Programs);
        if (rest is not null)
        {
            return own[^1] == ':' || IsOver(rest) || AwayWords.Programs.Starts(rest.TrimStart(' ', '-', ':', '/')) > 0;
        }

        (_, rest) = Beginning(subject, about, AwayWords.Absent);
        return rest is not null && (IsOver(rest) || AwayWords.Programs.Starts(rest.TrimStart(' ', '-', '/')) > 0);
    }

    /// <summary>May it say so? A person has to look.</summary>
    /// <inheritdoc cref="IsSubject"/>
    public static bool MayBeSubject(string subject, string about) =>
        new[] { AwayWords.Programs, AwayWords.Absent, AwayWords.Holidays }.Any(phrases =>
            Beginning(subject, about, phrases, isAnswer: true).After is { } rest && (IsOver(rest) || IsTime(rest)))
        || Beginning(subject, about, AwayWords.Sentences, isAnswer: true).After is not null;

    /// <summary>Do these words begin as such a mail does? Somebody may write so too, and go on with an answer.</summary>
    public static bool MayBe(string text)
    {
        var start = text.Length > MostRead ? text[..MostRead] : text;
        var isGreeted = false;
        var sentences = SentenceEnd().Split(start).Select(s => Phrases.Plain(s.Trim())).Where(s => s.Length > 0);
        foreach (var sentence in sentences.Take(MostSentences))
        {
            if (AwayWords.Sentences.AreIn(sentence) && !sentence.EndsWith('?'))
            {
                return true;
            }

            // "Hello Kim,", and one of thanks.
            var isGreeting = !isGreeted && (sentence.Length <= 12 || (sentence.Length <= 40 && sentence[^1] is not ('.' or '?')));
            if (!isGreeting && AwayWords.Thanks.Starts(sentence) == 0)
            {
                return false;
            }

            isGreeted |= isGreeting;
        }

        return false;
    }

    // What of the subject is not of what it answers, and what of it follows the phrase; null: it does not begin with one. Behind "Re:" it
    // may be the program's, or a person's who answers the program.
    private static (string Phrase, string? After) Beginning(string subject, string about, Phrases phrases, bool isAnswer = false)
    {
        var bare = Tag().Replace(subject, "");
        var own = Phrases.Plain(isAnswer ? Tag().Replace(Answering().Replace(bare, ""), "") : bare);
        var ours = Phrases.Plain(about.Trim());
        var at = ours.Length > 2 ? own.IndexOf(ours, StringComparison.Ordinal) : -1;
        own = at >= 0 ? own[..at] : own;
        return phrases.Starts(own) is > 0 and var length ? (own[..length], own[length..]) : ("", null);
    }

    // "Automatic reply: …", "Abwesend (bis Freitag)", and no more.
    private static bool IsOver(string rest) => Over().IsMatch(rest);

    private static bool IsTime(string rest)
    {
        var next = rest.TrimStart(' ', '-', '–', '/', '|', ',', '.', '!');
        return next.Length == 0 || char.IsDigit(next[0]) || AwayWords.Times.Starts(next) > 0;
    }

    [GeneratedRegex(@"^\s*(\[[^\]]{0,30}\]\s*)?", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^(?:\s*(?:re|aw|antw|antwort|sv|vs|rv|res|rif|r|ref|odp|ynt|vá|на|отв|fw|fwd|wg|tr|rép|回复|回覆|答复|返信)"
        + @"\s*(?:\[\d+\])?\s*[:：])+\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Answering();

    [GeneratedRegex(@"^\s*([:：(\[–—]|- |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Over();

    [GeneratedRegex(@"(?<=[^0-9][.!?])\s+|[。！？]|\n", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();
}
