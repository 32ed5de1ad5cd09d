using System.Net.Sockets;
using Engagement.Data;
using Engagement.Features.Mail;
using Engagement.Features.Notices;
using Engagement.Features.Settings;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace Engagement.Features.Bridge;

/// <summary>How far the mailbox is read, and how the last reading ended.</summary>
internal sealed record MailboxState
{
    public const string SettingName = "bridge.mailbox";

    /// <summary>The server's word for "these numbers still mean the same"; another one, and everything is read again (each mail is taken once).</summary>
    public uint Validity { get; init; }

    public uint LastUid { get; init; }

    public DateTimeOffset? LastOkAt { get; init; }

    public string? Error { get; init; }

    /// <summary>Readings that failed in a row.</summary>
    public int Failures { get; init; }
}

/// <summary>Reads the answers of the desk beyond the bridge, by IMAP. Changes nothing in the mailbox; where it stopped is kept here.</summary>
internal sealed class PollMailbox(Db db, MailPasswords passwords, TakeMail take, RaiseNotice raise, ResolveNotice resolve, TimeProvider clock)
{
    public const string FailingKey = "bridge";

    private const int MostAtOnce = 100;

    // A mail that answers on a ticket is words; one with a film in it is not for us.
    private const uint MostBytes = 5 * 1024 * 1024;

    private const int TellAfter = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(50);

    /// <returns>How many mails were taken.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (await BridgeSettings.ReadAsync(db, ct) is not { ImapHost.Length: > 0 } bridge)
        {
            return 0;
        }

        var state = await db.ScalarAsync<string>(AppSettings.Read, new { Name = MailboxState.SettingName }, ct) is { Length: > 0 } json ? Json.Read<MailboxState>(json) : new();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        try
        {
            var (count, end) = await ReadAsync(bridge, state, limit.Token);
            await SaveAsync(end with { LastOkAt = clock.Now(), Error = null, Failures = 0 }, ct);
            await resolve.RunAsync(FailingKey, ct);
            return count;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is OperationCanceledException or SocketException or IOException or ProtocolException or CommandException or AuthenticationException
            or SslHandshakeException or NotSupportedException or FolderNotFoundException or ServiceNotConnectedException or System.Security.Cryptography.CryptographicException)
        {
            // What is wrong with the mailbox, the way to it or its password is shown, and told when it lasts; the next reading goes on where this one was.
            var failed = state with { Error = $"{bridge.ImapHost}: {e.Message}", Failures = state.Failures + 1 };
            await SaveAsync(failed, ct);
            if (failed.Failures >= TellAfter)
            {
                await raise.RunAsync(new(NoticeKinds.MailFailing, "The bridge's mailbox cannot be read", $"{failed.Error} Answers of the other desk wait there; nothing is lost.", "/settings/bridge", FailingKey), ct);
            }

            return 0;
        }
    }

    private async Task<(int Count, MailboxState State)> ReadAsync(BridgeSettings bridge, MailboxState state, CancellationToken ct)
    {
        using var client = new ImapClient();
        await client.ConnectAsync(bridge.ImapHost, bridge.ImapPort, SmtpLine.Options(bridge.ImapSecurity), ct);
        await client.AuthenticateAsync(bridge.ImapUser, passwords.Unprotect(bridge.ImapPasswordCipher), ct);
        var folder = await client.GetFolderAsync(bridge.Folder, ct);
        await folder.OpenAsync(FolderAccess.ReadOnly, ct);
        if (folder.UidValidity != state.Validity)
        {
            state = state with { Validity = folder.UidValidity, LastUid = 0 };
        }

        var found = await folder.SearchAsync(SearchQuery.Uids(new UniqueIdRange(new UniqueId(state.LastUid + 1), UniqueId.MaxValue)), ct);

        // "From n on" always brings the last one, also when its number is smaller (RFC 3501, 6.4.8).
        var fresh = found.Where(u => u.Id > state.LastUid).OrderBy(u => u.Id).Take(MostAtOnce).ToList();
        var sizes = fresh.Count == 0 ? [] : (await folder.FetchAsync(fresh, MessageSummaryItems.UniqueId | MessageSummaryItems.Size, ct)).ToDictionary(s => s.UniqueId, s => s.Size ?? 0);
        foreach (var uid in fresh)
        {
            if (sizes.GetValueOrDefault(uid) <= MostBytes)
            {
                using var mail = await folder.GetMessageAsync(uid, ct);
                await take.RunAsync(bridge, mail, "imap", ct);
            }

            state = state with { LastUid = uid.Id };
        }

        await client.DisconnectAsync(quit: true, ct);
        return (fresh.Count, state);
    }

    private Task SaveAsync(MailboxState state, CancellationToken ct) =>
        db.InTransactionAsync(tx => AppSettings.SetAsync(tx, MailboxState.SettingName, Json.Write(state), clock.Now(), "Engagement", ct), ct);
}
