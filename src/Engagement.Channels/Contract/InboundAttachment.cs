using System.Globalization;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Channels;

/// <summary>What a client sent beside their words, as far as a line can say it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Words">Its description, title or words; null where the client gave none.</param>
/// <param name="Address">Where it can be seen; null where the network does not say.</param>
public sealed record InboundAttachment(AttachmentKind Kind, string? Words = null, Uri? Address = null)
{
    // As much of a quoted post as tells which it is; the whole stands behind its address.
    private const int MostWords = 1000;

    // Networks allow a handful; more is somebody's joke.
    private const int Most = 40;

    /// <summary>The line that stands for it among the words.</summary>
    public string Line
    {
        get
        {
            var words = string.Join(' ', (Words ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            words = Graphemes.Cut(words, MostWords);
            var what = words.Length > 0 ? $"[{Name}: {words}]" : $"[{Name}]";
            return Address is null ? what : $"{what} {Address.OriginalString}";
        }
    }

    private string Name => Kind switch
    {
        AttachmentKind.Picture => "Picture",
        AttachmentKind.Video => "Video",
        AttachmentKind.Sound => "Sound",
        AttachmentKind.Link => "Link",
        AttachmentKind.Quote => "Quoted",
        AttachmentKind.Poll => "Poll",
        AttachmentKind.Warning => "Marked",
        AttachmentKind.Topic => "Topic",
        _ => "Attached",
    };

    /// <summary>
    /// The words with a line for each thing that came beside them, so that nothing a client sent is dropped without a sign. A link whose
    /// address the words have already needs none.
    /// </summary>
    public static string Tell(string words, IReadOnlyList<InboundAttachment> attachments)
    {
        var told = new StringBuilder(words.TrimEnd());
        foreach (var attachment in attachments.Take(Most))
        {
            if (attachment is { Kind: AttachmentKind.Link, Address: { } link }
                && Links.Find(words).Any(l => words[l.Start..l.End].TrimEnd('/') == link.OriginalString.TrimEnd('/')))
            {
                continue;
            }

            told.Append(told.Length == 0 ? "" : "\n").Append(attachment.Line);
        }

        return attachments.Count > Most
            ? told.Append(CultureInfo.InvariantCulture, $"\n[And {attachments.Count - Most} more]").ToString()
            : told.ToString();
    }
}

/// <summary>Sorts of things that stand beside words.</summary>
public enum AttachmentKind
{
    Picture,
    Video,
    Sound,

    /// <summary>A page, shown as a card.</summary>
    Link,

    /// <summary>Somebody's post that is repeated.</summary>
    Quote,

    Poll,

    /// <summary>What its author, or the network, warns of.</summary>
    Warning,

    /// <summary>A topic that does not stand among the words.</summary>
    Topic,

    /// <summary>Whatever else, by the network's name for it.</summary>
    Other,
}
