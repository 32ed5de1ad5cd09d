using System.Globalization;
using Engagement.Channels;

namespace Engagement.Features.Templates;

/// <summary>A template's words for one account, measured by its network.</summary>
/// <param name="Text">Null when the template is at fault.</param>
internal sealed record WrittenWords(string? Text, TextMeasure? Measure, TemplateError? Error)
{
    /// <summary>Why these words may not go out; null when they may.</summary>
    public string? Problem => Error?.ToString() ?? Measure?.Explain();
}

/// <summary>
/// Renders a template for one network. What is piped to <c>fit</c> gets the room that the rest leaves: the words are made once without it,
/// measured by the network's own rule, and made again with as much of it as fits, so the link is never what is cut.
/// </summary>
internal sealed class WriteWords(TemplateEngine engine)
{
    public WrittenWords Run(string body, TemplateSubject subject)
    {
        var fits = new List<string>();
        string Nothing(string? text)
        {
            fits.Add(text ?? "");
            return "";
        }

        var bare = engine.Render(body, TemplateWords.Of(subject, Nothing));
        if (bare.Text is null)
        {
            return new(null, null, bare.Error);
        }

        if (fits.All(text => text.Length == 0))
        {
            return Measured(bare.Text, subject);
        }

        // Several texts may be fitted; they share the room, the first taking what it needs.
        var whole = fits.Sum(text => new StringInfo(text).LengthInTextElements);
        var room = Math.Min(whole, Math.Max(0, Left(bare.Text, subject)));
        WrittenWords best = Measured(bare.Text, subject);
        int low = 0, high = room;
        while (low <= high)
        {
            // Graphemes are not every network's unit, so the size that fits is searched for rather than computed.
            var middle = low + ((high - low + 1) / 2);
            var tried = Fitted(body, subject, middle);
            if (tried.Error is not null)
            {
                return tried;
            }

            if (tried.Measure!.IsValid)
            {
                best = tried;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return best;
    }

    private WrittenWords Fitted(string body, TemplateSubject subject, int room)
    {
        string Fit(string? text)
        {
            var taken = TemplateWords.Shorten(text, room);
            room -= new StringInfo(taken).LengthInTextElements;
            return taken;
        }

        var rendered = engine.Render(body, TemplateWords.Of(subject, Fit));
        return rendered.Text is null ? new(null, null, rendered.Error) : Measured(rendered.Text, subject);
    }

    private static int Left(string text, TemplateSubject subject)
    {
        var measure = subject.Channel.Measure(text, subject.Account);
        return measure.Limit - measure.Length;
    }

    private static WrittenWords Measured(string text, TemplateSubject subject) =>
        new(text, subject.Channel.Measure(text, subject.Account), null);
}
