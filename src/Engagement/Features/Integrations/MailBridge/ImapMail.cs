using Engagement.Features.Integrations.MailBridge.Reading;
using MailKit;
using MailKit.Net.Imap;
using MimeKit;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>Reads one mail of a mailbox by its structure: its headers and its texts, and of the rest only what the structure says of
/// it.</summary>
internal static class ImapMail
{
    /// <param name="folder">Open.</param>
    /// <param name="summary">With the mail's number, size and structure.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="FormatException">It has no headers that can be read.</exception>
    public static async Task<IncomingMail> ReadAsync(IImapFolder folder, IMessageSummary summary, CancellationToken ct)
    {
        var uid = summary.UniqueId;
        var headers = await HeadersAsync(folder, uid, "HEADER", ct);
        if (headers.Count == 0)
        {
            throw new FormatException("No headers.");
        }

        if (summary.Body is null)
        {
            // A server that cannot tell the structure: the beginning of it, where the words are.
            using var beginning = await folder.GetStreamAsync(uid, 0, MailLimits.AllTexts, ct);
            var read = await StreamedMail.ReadAsync(beginning, MailLimits.AllTexts, ct);
            return new IncomingMail(read.Headers, read.Body, summary.Size ?? read.Size) { IsCut = summary.Size > MailLimits.AllTexts,
                PartsLeft = read.PartsLeft };
        }

        var reading = new Reading(folder, uid);
        var body = await reading.PartAsync(summary.Body, 0, ct);
        return new IncomingMail(headers, body, summary.Size ?? 0) { PartsLeft = Math.Max(0, reading.Parts - MailLimits.Parts) };
    }

    private static async Task<HeaderList> HeadersAsync(IImapFolder folder, UniqueId uid, string section, CancellationToken ct)
    {
        using var bytes = await folder.GetStreamAsync(uid, section, 0, MailLimits.Headers, ct);
        return bytes.Length == 0 ? [] : await HeaderList.LoadAsync(bytes, ct);
    }

    private sealed class Reading(IImapFolder folder, UniqueId uid)
    {
        private int _kept;

        public int Parts { get; private set; }

        public async Task<MailPart> PartAsync(BodyPart structure, int depth, CancellationToken ct)
        {
            Parts++;
            var part = new MailPart(structure.ContentType, HeadersOf(structure));
            switch (structure)
            {
                case BodyPartMultipart multipart when depth < MailLimits.Depth:
                    foreach (var inner in multipart.BodyParts.TakeWhile(_ => Parts < MailLimits.Parts))
                    {
                        part.Parts.Add(await PartAsync(inner, depth + 1, ct));
                    }

                    Parts += multipart.BodyParts.Count - part.Parts.Count;
                    break;
                case BodyPartMultipart:
                    part.Size = 1; // too deep: there is something, and it is not read
                    break;
                case BodyPartMessage message:
                    part.Size = message.Octets;
                    part.Nested = await HeadersAsync(folder, uid, $"{Section(structure)}.HEADER", ct);
                    break;
                case BodyPartBasic leaf:
                    await FillAsync(part, leaf, ct);
                    break;
            }

            return part;
        }

        private async Task FillAsync(MailPart part, BodyPartBasic leaf, CancellationToken ct)
        {
            var most = (int)Math.Min(part.IsTnef ? part.Wanted
                : Math.Min(part.Wanted, Math.Max(0, MailLimits.AllTexts - _kept)), leaf.Octets);
            if (most > 0)
            {
                using var content = await folder.GetStreamAsync(uid, Section(leaf), 0, most, ct);
                var bytes = new byte[Math.Min(content.Length, most)];
                await content.ReadExactlyAsync(bytes, ct);
                part.Add(bytes, 0, bytes.Length, most);
                _kept += part.IsTnef ? 0 : bytes.Length;
            }

            part.Size = Math.Max(part.Size, leaf.Octets);
        }

        // What is no multipart is the part "1" of itself.
        private static string Section(BodyPart part) => part.PartSpecifier.Length == 0 ? "1" : part.PartSpecifier;

        private static HeaderList HeadersOf(BodyPart structure)
        {
            var headers = new HeaderList();
            if (structure is BodyPartBasic leaf)
            {
                if (!string.IsNullOrEmpty(leaf.ContentTransferEncoding))
                {
                    headers.Add(HeaderId.ContentTransferEncoding, leaf.ContentTransferEncoding);
                }

                if (leaf.ContentDisposition is { } disposition)
                {
                    headers.Add(HeaderId.ContentDisposition, disposition.ToString().Split(':', 2)[^1].Trim());
                }
            }

            return headers;
        }
    }
}
