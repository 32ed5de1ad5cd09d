using MimeKit;
using MimeKit.Tnef;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>What a mail says, and what is in it besides.</summary>
/// <param name="Plain">Its words as plain text; empty: there are none.</param>
/// <param name="Html">The same as HTML, or other words.</param>
/// <param name="Attachments">Names and sizes of what is not words.</param>
/// <param name="Notes">What of its words could not be read.</param>
internal sealed record MailContent(string Plain, string Html, IReadOnlyList<string> Attachments, IReadOnlyList<string> Notes)
{
    public static MailContent From(IncomingMail mail)
    {
        var walk = new Walk();
        walk.Take(mail.Body, 0);
        walk.TakeTnef();
        if (mail.PartsLeft > 0)
        {
            walk.Notes.Add($"{mail.PartsLeft:N0} more parts were not looked at.");
        }

        if (mail.IsCut)
        {
            walk.Notes.Add($"Only its first {MailLimits.Mail / 1024 / 1024} MB were read.");
        }

        var (plain, html) = MailSegment.Join(walk.Segments);
        return new(Fit(plain, walk), Fit(html, walk), walk.Named(), walk.Notes);
    }

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MB"),
    };

    private static string Fit(string text, Walk walk)
    {
        if (text.Length <= MailLimits.Letters)
        {
            return text;
        }

        walk.Notes.Add($"Only the first {MailLimits.Letters:N0} letters of its text were read.");
        return text[..(MailLimits.Letters - (char.IsHighSurrogate(text[MailLimits.Letters - 1]) ? 1 : 0))];
    }

    private sealed class Walk
    {
        private readonly List<string> _files = [];
        private readonly List<MailPart> _tnef = [];

        // Where the same is said in several ways; outside of it parts follow each other.
        private MailSegment? _alternatives;

        public List<MailSegment> Segments { get; } = [];

        public List<string> Notes { get; } = [];

        public void Take(MailPart part, int depth)
        {
            var type = part.Type;
            if (type.IsMimeType("multipart", "alternative") && _alternatives is null)
            {
                Segments.Add(_alternatives = new MailSegment());
                TakeAll(part, depth);
                _alternatives = null;
            }
            else if (type.IsMimeType("multipart", "*"))
            {
                TakeAll(part, depth);
            }
            else if (part.IsTnef)
            {
                _tnef.Add(part);
            }
            else if (!part.IsAttachment && (type.IsMimeType("text", "plain") || type.IsMimeType("text", "html")))
            {
                TakeText(part, type.IsMimeType("text", "html"));
            }
            else if (_alternatives is not null && !part.IsAttachment && type.IsMimeType("text", "*")
                && !type.IsMimeType("text", "calendar"))
            {
                // The same once more, for other programs: text/x-amp-html, text/watch-html, text/enriched.
            }
            else if (type.IsMimeType("application", "pgp-signature") || type.IsMimeType("application", "pkcs7-signature")
                || type.IsMimeType("application", "x-pkcs7-signature")
                || type.IsMimeType("message", "delivery-status") || type.IsMimeType("text", "rfc822-headers")
                    || type.IsMimeType("message", "disposition-notification"))
            {
                // It is about the mail, and says nothing of its own.
            }
            else if (type.IsMimeType("application", "pkcs7-mime") || type.IsMimeType("application", "x-pkcs7-mime"))
            {
                Notes.Add("It is encrypted or sealed, and cannot be read here.");
            }
            else
            {
                _files.Add(NameOf(part));
            }
        }

        /// <summary>What Outlook packs: the words only where there are no others.</summary>
        public void TakeTnef()
        {
            foreach (var part in _tnef)
            {
                var before = _files.Count;
                try
                {
                    using var bytes = part.Decoded();
                    using var tnef = new TnefPart { Content = new MimeContent(bytes) };
                    using var message = tnef.ConvertToMessage();
                    if (Segments.TrueForAll(s => s.IsEmpty))
                    {
                        Segments.Add(new MailSegment());
                        Segments[^1].Add(message.TextBody, isHtml: false);
                        Segments[^1].Add(message.HtmlBody, isHtml: true);
                    }

                    _files.AddRange(message.Attachments.Take(MailLimits.Names)
                        .Select(a => Shown(a.ContentDisposition?.FileName ?? a.ContentType.Name ?? "a file")));
                }
                catch (Exception e) when (e is FormatException or IOException or InvalidOperationException or ArgumentException
                    or NotSupportedException or TnefException or IndexOutOfRangeException
                    or OverflowException)
                {
                    // It is broken; that it came is said.
                    Notes.Add("Outlook's winmail.dat in it cannot be read.");
                }

                if (_files.Count == before)
                {
                    _files.Add($"winmail.dat ({Size(part.FileSize)}, Outlook's own format)");
                }
            }
        }

        public IReadOnlyList<string> Named() =>
            _files.Count <= MailLimits.Names ? _files
                : [.. _files.Take(MailLimits.Names), $"and {_files.Count - MailLimits.Names:N0} more"];

        private void TakeAll(MailPart part, int depth)
        {
            if (part.Type.IsMimeType("multipart", "encrypted"))
            {
                Notes.Add("It is encrypted, and cannot be read here.");
            }
            else if (part.Parts.Count == 0 || depth >= MailLimits.Depth)
            {
                if (part.Size > 0 || depth >= MailLimits.Depth)
                {
                    Notes.Add($"Some of it lies deeper than {MailLimits.Depth} parts in parts, and was not read.");
                }
            }
            else
            {
                foreach (var inner in part.Parts)
                {
                    Take(inner, depth + 1);
                }
            }
        }

        private void TakeText(MailPart part, bool isHtml)
        {
            if (_alternatives is null)
            {
                Segments.Add(new MailSegment());
            }

            (_alternatives ?? Segments[^1]).Add(part.Text(), isHtml);
            if (part.IsCut)
            {
                Notes.Add($"Only the first {Size(MailLimits.Text)} of a text of {Size(part.Size)} were read.");
            }
        }

        private static string NameOf(MailPart part)
        {
            if (part.Type.IsMimeType("message", "rfc822") || part.Type.IsMimeType("message", "global"))
            {
                var subject = part.Nested?[HeaderId.Subject] is { Length: > 0 } raw
                    ? MimeKit.Utils.Rfc2047.DecodeText(System.Text.Encoding.UTF8.GetBytes(raw)) : null;
                return subject is null ? "a forwarded mail" : $"the forwarded mail “{Shown(subject)}”";
            }

            var name = part.FileName is { } file ? Shown(file) : part.Type switch
            {
                _ when part.Type.IsMimeType("image", "*") => "a picture",
                _ when part.Type.IsMimeType("text", "calendar") => "an invitation",
                _ when part.Type.IsMimeType("audio", "*") => "a recording",
                _ when part.Type.IsMimeType("video", "*") => "a film",
                _ => "a file",
            };
            return $"{name} ({Size(part.FileSize)})";
        }

        private static string Shown(string name) =>
            Data.Fit.Shorten(new string([.. name.Select(c => char.IsControl(c) ? ' ' : c)]).Trim(), 100);
    }
}
