using System.Globalization;
using Engagement.Channels;
using Engagement.Channels.Text;
using Engagement.Features.Content.Templates.Functions;

namespace Engagement.Features.Content.Templates;

/// <summary>A template's words for one account, measured by its network.</summary>
/// <param name="Text">Null when the template is at fault.</param>
internal sealed record WrittenWords(string? Text, TextMeasure? Measure, TemplateError? Error)
{
    /// <summary>In which they are; null: nobody chose.</summary>
    public string? Language { get; init; }

    /// <summary>The language that was wanted, where the template has no text in it; otherwise null.</summary>
    public string? Missing { get; init; }

    /// <summary>What was left out of them and why, in sentences: a tag that is no hashtag, a link that had no room.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Why these words may not go out; null when they may.</summary>
    public string? Problem => Error?.ToString() ?? Measure?.Explain();
}

/// <summary>
/// Renders a template for one network. What is piped to <c>fit</c> gets the room that the rest leaves: the words are made once with a mark
/// in its place, measured by the network's own rule, and as much of it is put there as fits; so the link is never what is cut.
/// </summary>
internal sealed class WriteWords(TemplateEngine engine)
{
    // Characters that mean nothing anywhere (private use); a number between them says which text stands there.
    private const char MarkStart = '\ue0f0';
    private const char MarkEnd = '\ue0f1';

    /// <summary>In the language that is wanted (<see cref="TemplateSubject.Language"/>), or the nearest there is.</summary>
    public WrittenWords Run(TemplateTexts texts, TemplateSubject subject)
    {
        var chosen = texts.For(subject.Language);
        return Run(chosen.Body, subject with { Language = chosen.Language }) with { Language = chosen.Language, Missing = chosen.Missing };
    }

    public WrittenWords Run(string body, TemplateSubject subject)
    {
        if (!TemplateKinds.Of(subject.Kind).IsForNetworks)
        {
            // A mail has room for everything.
            var mail = engine.Render(body, subject, text => text);
            return mail.Text is { Length: 0 } ? new(null, null, new TemplateError("It makes no words at all.", 1, 1))
                : new(mail.Text, null, mail.Error) { LeftOut = mail.LeftOut };
        }

        var fits = new List<string>();
        string Mark(string text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return "";
            }

            fits.Add(text);
            return $"{MarkStart}{fits.Count - 1}{MarkEnd}";
        }

        var marked = engine.Render(body, subject, Mark);
        if (marked.Text is not { } words)
        {
            return new(null, null, marked.Error);
        }

        if (fits.Count == 0)
        {
            return Measured(words, subject) with { LeftOut = marked.LeftOut };
        }

        // A template that does more with what fit gives than print it (measures it, turns it to capitals) has to be rendered for each size.
        var written = HoldsEachMark(words, fits.Count)
            ? Largest(fits, subject, room => Measured(Fill(words, fits, room), subject))
            : Largest(fits, subject, room => Rendered(body, subject, room));
        var lost = written.Text is null
            ? []
            : fits.SelectMany(text => TextShortener.LostLinks(text, written.Text)).Distinct(StringComparer.Ordinal);
        return written with { LeftOut = [.. marked.LeftOut, .. lost.Select(ShortenWords.SayLost)] };
    }

    // Graphemes are not every network's unit, so the size that fits is looked for; where they are, the first guess is right.
    private static WrittenWords Largest(List<string> fits, TemplateSubject subject, Func<int, WrittenWords> with)
    {
        var best = with(0);
        if (best.Measure is not { Left: > 0 } bare)
        {
            return best;
        }

        var (low, high) = (1, Math.Min(bare.Left, fits.Sum(text => Graphemes.Count(text))));
        for (var middle = high; low <= high; middle = low + ((high - low + 1) / 2))
        {
            var tried = with(middle);
            if (tried.Error is not null)
            {
                return tried;
            }

            if (tried.Measure!.IsValid)
            {
                (best, low) = (tried, middle + 1);
            }
            else
            {
                high = middle - 1;
            }
        }

        return best;
    }

    // Several texts may be fitted; they share the room, the first taking what it needs.
    private WrittenWords Rendered(string body, TemplateSubject subject, int room)
    {
        var rendered = engine.Render(body, subject, text => Take(text, ref room));
        return rendered.Text is { } words ? Measured(words, subject) : new(null, null, rendered.Error);
    }

    private static string Fill(string words, List<string> fits, int room)
    {
        for (var i = 0; i < fits.Count; i++)
        {
            words = words.Replace($"{MarkStart}{i.ToString(CultureInfo.InvariantCulture)}{MarkEnd}",
                Take(fits[i], ref room), StringComparison.Ordinal);
        }

        return TemplateEngine.Tidy(words);
    }

    private static string Take(string text, ref int room)
    {
        var taken = room <= 0 ? "" : ShortenWords.ByCharacters(text, room);
        room -= Graphemes.Count(taken);
        return taken;
    }

    private static bool HoldsEachMark(string words, int count) =>
        words.AsSpan().Count(MarkStart) == count && Enumerable.Range(0, count)
            .All(i => words.Contains($"{MarkStart}{i.ToString(CultureInfo.InvariantCulture)}{MarkEnd}", StringComparison.Ordinal));

    private static WrittenWords Measured(string text, TemplateSubject subject) =>
        new(text, subject.Channel.Measure(text, subject.Account), null);
}
