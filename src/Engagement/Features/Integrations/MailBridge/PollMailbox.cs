using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Features.Integrations.Notifications;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>
/// Reads the answers of the desk beyond the bridge, by IMAP. Changes nothing in the mailbox; how far it is read is kept here after each
/// mail, so
/// that however long it takes, the next reading goes on.
/// </summary>
internal sealed class PollMailbox(Db db, MailPasswords passwords, ReceiveMail take, RecordMail record, RaiseNotice raise,
    ResolveNotice resolve, TimeProvider clock)
{
    public const string FailingKey = "bridge";

    private const int MostAtOnce = 100;

    private const int TellAfter = 3;

    // Readings that end at one mail, before it is passed over: it is named then, and the others are read.
    private const int MostTries = 5;

    // Clocks differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(50);

    /// <returns>How many mails were taken.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (await BridgeSettings.ReadAsync(db, ct) is not { ImapHost.Length: > 0 } bridge)
        {
            return 0;
        }

        var state = await MailboxState.ReadAsync(db, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        var reading = new Reading(state);
        try
        {
            await ReadAsync(bridge, reading, limit.Token);
            await KeepAsync(reading.State with { LastOkAt = clock.Now(), Error = null, Failures = 0 }, ct);
            await resolve.RunAsync(FailingKey, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && reading.Count > 0)
        {
            // Time is up in the middle of many mails: the next reading goes on.
            await KeepAsync(reading.State with { LastOkAt = clock.Now(), Error = null, Failures = 0 }, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && IsOfMailbox(e))
        {
            // What is wrong with the mailbox, the way to it or its password is shown, and told when it lasts; the next reading goes on
            // where this one was.
            var why = e is OperationCanceledException ? $"It did not answer within {Timeout.TotalSeconds:0} seconds." : e.Message;
            var failed = reading.Failed() with { Error = $"{bridge.ImapHost}: {why}", Failures = state.Failures + 1 };
            await KeepAsync(failed, ct);
            if (failed.Failures >= TellAfter)
            {
                await raise.RunAsync(new(
                    NoticeKinds.MailFailing, "The bridge's mailbox cannot be read",
                        $"{failed.Error} Answers of the other desk wait there; nothing is lost.", "/settings/bridge", FailingKey), ct);
            }
        }

        return reading.Count;
    }

    private static bool IsOfMailbox(Exception e) =>
        e is OperationCanceledException or SocketException or IOException or FormatException or NotSupportedException
            or CryptographicException
            or ProtocolException or CommandException or AuthenticationException or SslHandshakeException or FolderNotFoundException
            or ServiceNotConnectedException or RegexMatchTimeoutException or RefusedAddressException;

    private async Task ReadAsync(BridgeSettings bridge, Reading reading, CancellationToken ct)
    {
        using var client = new ImapClient();
        await MailServers.ConnectAsync(client, bridge.ImapHost, bridge.ImapPort, bridge.ImapSecurity, ct);
        await client.AuthenticateAsync(bridge.ImapUser, passwords.Unprotect(bridge.ImapPasswordCipher), ct);
        var folder = (IImapFolder)await client.GetFolderAsync(bridge.Folder, ct);
        await folder.OpenAsync(FolderAccess.ReadOnly, ct);
        await BeginAsync(bridge, folder, reading, ct);

        var found = await folder.SearchAsync(SearchQuery.Uids(new UniqueIdRange(new UniqueId(reading.State.LastUid + 1),
            UniqueId.MaxValue)), ct);

        // "From n on" always brings the last one, also when its number is smaller (RFC 3501, 6.4.8).
        var waiting = found.Where(u => u.Id > reading.State.LastUid).OrderBy(u => u.Id).ToList();
        var fresh = waiting.Take(MostAtOnce).ToList();
        var summaries = fresh.Count == 0 ? [] : (await folder.FetchAsync(fresh,
            MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate, ct)).ToDictionary(s => s.UniqueId);
        foreach (var uid in fresh)
        {
            reading.At = uid.Id;
            if (summaries.GetValueOrDefault(uid) is { } summary)
            {
                await TakeAsync(bridge, folder, reading, summary, ct);
            }

            reading.Passed(summaries.GetValueOrDefault(uid)?.InternalDate, waiting.Count - fresh.IndexOf(uid) - 1);
            await KeepAsync(reading.State, ct);
        }

        reading.State = reading.State with { Waiting = waiting.Count - fresh.Count };
        await client.DisconnectAsync(quit: true, ct);
    }

    private async Task TakeAsync(BridgeSettings bridge, IImapFolder folder, Reading reading, IMessageSummary summary, CancellationToken ct)
    {
        try
        {
            // Its structure by itself: one that is broken ends the reading of this mail, not of its neighbours.
            var structure = (await folder.FetchAsync([summary.UniqueId],
                MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.BodyStructure, ct))
                .FirstOrDefault(s => s.UniqueId == summary.UniqueId);
            if (structure is not null)
            {
                await take.RunAsync(bridge, await ImapMail.ReadAsync(folder, structure, ct), "imap", ct);
                reading.Count++;
            }
        }
        catch (Exception e) when (e is FormatException || (IsOfMailbox(e) && reading.Tries >= MostTries))
        {
            // Nothing can be read of it, now or later: it is named, and those after it are read.
            await PassOverAsync(bridge, reading.At, summary, e.Message, CancellationToken.None);
            if (e is not FormatException)
            {
                reading.Passed(summary.InternalDate, 0);
                await KeepAsync(reading.State, CancellationToken.None);
                throw;
            }
        }
    }

    private async Task PassOverAsync(BridgeSettings bridge, uint uid, IMessageSummary summary, string why, CancellationToken ct)
    {
        var came = summary.InternalDate is { } date ? $" that came on {date.UtcDateTime:yyyy-MM-dd} at {date.UtcDateTime:HH:mm} UTC" : "";
        var what = $"A mail{came} ({MailContent.Size(summary.Size ?? 0)}) in {bridge.Folder} cannot be read: {why}";
        var hash = Hash($"{bridge.Mailbox}\n{summary.UniqueId.Validity}\n{uid}");
        await record.RunAsync(hash, "", "", ReceivedMail.Ignored(what), "imap", ct);
        await raise.RunAsync(new(NoticeKinds.MailReturned, "A mail in the bridge's mailbox cannot be read",
            $"{what} Look at it in the mailbox.", "/settings/bridge", $"mail-unread:{hash}"), ct);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Where a mailbox begins that was not read before, and where it goes on when its numbers mean other mails.
    private async Task BeginAsync(BridgeSettings bridge, IImapFolder folder, Reading reading, CancellationToken ct)
    {
        var of = $"{bridge.Mailbox}|{bridge.ReadFrom:O}";
        var isSame = reading.State.Of == of || (reading.State.Of.Length == 0 && bridge.ReadFrom is null && reading.State.Validity != 0);
        if (isSame && reading.State.Validity == folder.UidValidity)
        {
            reading.State = reading.State with { Of = of };
            return;
        }

        var from = isSame ? reading.State.ReadTo ?? reading.State.LastOkAt ?? bridge.ReadFrom : bridge.ReadFrom;
        var last = folder.UidNext is { Id: > 0 } next ? next.Id - 1 : 0;
        if (from is { } since)
        {
            // The server knows days only, each in its own zone.
            var uids = await folder.SearchAsync(SearchQuery.DeliveredAfter(since.UtcDateTime.Date.AddDays(-2)), ct);
            var dates = uids.Count == 0 ? [] : await folder.FetchAsync(uids,
                MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate, ct);
            var first = dates.Where(d => d.InternalDate is not { } came || came >= since - Slack).Select(d => (uint?)d.UniqueId.Id).Min();
            last = first is { } uid ? uid - 1 : last;
        }

        reading.State = reading.State with { Of = of, Validity = folder.UidValidity, LastUid = last, StuckUid = 0, StuckTimes = 0 };
        await KeepAsync(reading.State, ct);
    }

    private Task KeepAsync(MailboxState state, CancellationToken ct) => MailboxState.SaveAsync(db, state, clock.Now(), ct);

    /// <summary>A reading, as far as it is.</summary>
    private sealed class Reading(MailboxState state)
    {
        public MailboxState State { get; set; } = state;

        public int Count { get; set; }

        /// <summary>The mail that is being read; 0: none.</summary>
        public uint At { get; set; }

        /// <summary>Readings that ended at this mail, with this one.</summary>
        public int Tries => At == State.StuckUid ? State.StuckTimes + 1 : 1;

        public void Passed(DateTimeOffset? came, int waiting)
        {
            State = State with
            {
                LastUid = Math.Max(State.LastUid, At),
                ReadTo = came is { } date && (State.ReadTo is not { } to || date > to) ? date : State.ReadTo,
                Waiting = waiting,
                StuckUid = 0,
                StuckTimes = 0,
            };
            At = 0;
        }

        public MailboxState Failed() => At == 0 ? State : State with { StuckUid = At, StuckTimes = Tries };
    }
}
