using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Accounts;

/// <summary>
/// Connects accounts, new ones and ones we have. What a network needs it says itself (<see cref="ConnectGuide"/>); an identity we already
/// have gets its new access, and what was held for want of it goes back to Scheduled.
/// </summary>
internal sealed class ConnectAccount(
    Db db, ChannelCatalog channels, OfferedNetworks offer, AccountSecrets secrets,
    SubscribeToPush push, DomainEvents events, TimeProvider clock, ILogger<ConnectAccount> log)
{
    private static readonly Sql FindSame = Sql.Portable("""
        select Id, Name, State, SettingsJson, RemovedAt, ConnectedAt from Accounts where Network = @Network and RemoteId = @RemoteId
            and Server = @Server
        """);

    private static readonly Sql SetAccess = Sql.Portable(
        """
        update Accounts set Handle = @Handle, AvatarUrl = @AvatarUrl, ProfileUrl = @ProfileUrl, SettingsJson = @SettingsJson,
            SecretsCipher = @SecretsCipher, SecretsVersion = SecretsVersion + 1, AccessExpiresAt = @AccessExpiresAt,
            RefreshEndsAt = @RefreshEndsAt, RefreshLeaseUntil = null, State = case when State = 'Paused' then 'Paused' else 'Active' end,
            PublishFailures = 0, PublishRestUntil = null, PublishLastError = null,
            RemovedAt = null, RemovedBy = null, ConnectedAt = @ConnectedAt,
            ListenFrom = case when @Begins = 1 then @ListenFrom else ListenFrom end,
            ListenFailures = 0, ListenPasses = 0, ListenRestUntil = null, ListenLastError = null, NextListenAt = @Now, DirectError = null,
            NextDirectAt = null, UpdatedAt = @Now
        where Id = @Id
        """);

    private static readonly Sql SetStreaming = Sql.Portable("update Accounts set Streaming = @Streaming where Id = @Id");

    /// <param name="Fields">By <see cref="ConnectField.Name"/>, as typed.</param>
    internal sealed record Command(string Network, ImmutableDictionary<string, string> Fields, Uri RedirectUri, string By);

    /// <summary>What came of beginning: go on at the network, or connected.</summary>
    internal abstract record Begun
    {
        private Begun() { }

        public sealed record GoOn(ConnectStep.GoTo GoTo) : Begun;

        public sealed record Finished(Connected Connected) : Begun;
    }

    /// <param name="Names">Of the accounts that can now be posted as.</param>
    /// <param name="Missing">Permissions we asked for and were not given.</param>
    /// <param name="New">Accounts that listening begins with now: a person may choose how far back.</param>
    internal sealed record Connected(IReadOnlyList<string> Names, int Released, IReadOnlyList<string> Missing, IReadOnlyList<Guid> New)
    {
        public string Words =>
            $"Connected: {string.Join(", ", Names)}.{ReleasedWords.Of(Released)}"
            + (Missing.Count == 0 ? "" : $" Not granted, so it will not work: {string.Join(", ", Missing)}.");
    }

    public async Task<Result<Begun>> BeginAsync(Command command, CancellationToken ct)
    {
        if (!channels.TryGet<IConnect>(command.Network, out var channel) || !offer.Includes(channel))
        {
            return new Result<Begun>.Missing("There is no such network to connect to.");
        }

        var missing = channel.Guide.Fields
            .Where(f => !f.IsOptional && string.IsNullOrWhiteSpace(command.Fields.GetValueOrDefault(f.Name)))
            .Select(f => new FieldError(FieldOf(f.Name), $"{f.Label} is needed."))
            .ToList();
        if (missing.Count > 0)
        {
            return new Result<Begun>.Invalid(missing);
        }

        switch (await channel.BeginAsync(new ConnectRequest(command.Fields, command.RedirectUri), ct))
        {
            case Reading<ConnectStep>.Refused { Refusal: var refusal }:
                return Refused<Begun>(channel, refusal);
            case Reading<ConnectStep>.Got { Value: ConnectStep.GoTo goTo }:
                return new Begun.GoOn(goTo);
            case Reading<ConnectStep>.Got { Value: ConnectStep.Done done } when TooLong(done.Accounts) is { } tooLong:
                return Result<Begun>.Wrong("", tooLong);
            case Reading<ConnectStep>.Got { Value: ConnectStep.Done done }:
                return new Begun.Finished(await StoreAsync(command.Network, done.Accounts, command.RedirectUri, command.By, ct));
            case var other:
                throw new InvalidOperationException($"No way on from {other.GetType().Name}.");
        }
    }

    /// <param name="begun">As it was begun; its state has been checked.</param>
    /// <param name="code">What the network sent the person back with.</param>
    public async Task<Result<Connected>> CompleteAsync(PendingConnect.Begun begun, string code, string by, CancellationToken ct)
    {
        if (!channels.TryGet<IConnect>(begun.Network, out var channel))
        {
            return new Result<Connected>.Missing("There is no such network to connect to.");
        }

        return await channel.CompleteAsync(begun.GoTo(), code, ct) switch
        {
            Reading<IReadOnlyList<ConnectedAccount>>.Got { Value: var accounts }
                when TooLong(accounts) is { } tooLong => Result<Connected>.Wrong("", tooLong),
            Reading<IReadOnlyList<ConnectedAccount>>.Got { Value: var accounts } =>
                await StoreAsync(begun.Network, accounts, begun.RedirectUri, by, ct),
            Reading<IReadOnlyList<ConnectedAccount>>.Refused { Refusal: var refusal } => Refused<Connected>(channel, refusal),
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    /// <summary>The name of a guide's field in a form.</summary>
    public static string FieldOf(string name) => $"Fields[{name}]";

    // Some have no name but their handle, and a stranger's server may give not even that.
    private static string NameOf(RemoteProfile profile) =>
        !string.IsNullOrWhiteSpace(profile.DisplayName) ? profile.DisplayName
        : !string.IsNullOrWhiteSpace(profile.Handle) ? profile.Handle
        : profile.RemoteId;

    // An id that is cut is another's.
    private static string? TooLong(IReadOnlyList<ConnectedAccount> accounts) =>
        accounts.FirstOrDefault(a => a.Profile.RemoteId.Length > Fit.Id || a.Server?.ToString().Length > Fit.Id) is { } wrong
            ? $"The network calls {Fit.Shorten(wrong.Profile.Handle, 60)} by an id or a server of more than {Fit.Id} "
                + $"characters, which cannot be kept."
            : accounts.FirstOrDefault(a => Fit.EndsInSpace(a.Profile.RemoteId)) is { } spaced
                ? $"The network calls {Fit.Shorten(spaced.Profile.Handle, 60)} by an id that ends in a space, "
                    + "which cannot be told from the one without."
                : null;

    // Adapters begin a sentence about a field with the field's label: "Server: give the address ...".
    private static Result<T> Refused<T>(IConnect channel, Refusal refusal)
    {
        var field = channel.Guide.Fields.FirstOrDefault(f => refusal.Reason.StartsWith(f.Label + ":", StringComparison.Ordinal));
        var said = refusal.NetworkWords is { Length: > 0 } words ? $"{refusal.Reason} {channel.Facts.Name} said: {words}" : refusal.Reason;
        return Result<T>.Wrong(field is null ? "" : FieldOf(field.Name), said);
    }

    private async Task<Connected> StoreAsync(
        string network, IReadOnlyList<ConnectedAccount> accounts, Uri ourAddress, string by, CancellationToken ct)
    {
        var names = new List<string>();
        var released = 0;
        var begun = new List<Guid>();
        foreach (var account in accounts)
        {
            // Before the transaction: the first protecting of all writes a key to the same database, and would wait for this very
            // transaction.
            var cipher = secrets.Protect(account.Secrets);
            var (id, name, freed, begins) = await db.InTransactionAsync(tx => StoreAsync(tx, network, account, cipher, by, ct), ct);
            await push.RunAsync(id, ourAddress, ct);
            names.Add(name);
            released += freed;
            if (begins)
            {
                begun.Add(id);
            }

            log.LogInformation("Connected {RemoteId} on {Network}", account.Profile.RemoteId, network);
        }

        return new Connected(names, released, [.. accounts.SelectMany(a => a.Missing).Distinct(StringComparer.Ordinal)], begun);
    }

    private async Task<(Guid Id, string Name, int Released, bool Begins)> StoreAsync(
        Tx tx, string network, ConnectedAccount account, string cipher, string by, CancellationToken ct)
    {
        var now = clock.Now();
        var profile = account.Profile;
        var server = account.Server?.ToString() ?? "";
        var same = await tx.OneAsync<AccountRow>(FindSame, new { Network = network, profile.RemoteId, Server = server }, ct);
        var id = same?.Id ?? Ids.New(now);
        var name = same?.Name ?? Fit.Shorten(NameOf(profile), Fit.Name);

        // From now on, unless a person chooses to go back: what was said to the account before it was ours is nobody's ticket.
        var begins = same is null or { State: AccountState.Removed };
        var access = new
        {
            Id = id,
            Network = network,
            Name = name,
            Handle = Fit.Shorten(profile.Handle, Fit.Name),
            profile.RemoteId,
            Server = server,
            AvatarUrl = Fit.Web(profile.AvatarUrl),
            ProfileUrl = Fit.Web(profile.ProfileUrl),

            // What a person has set stays; what the network says of itself is read anew.
            SettingsJson = Json.Write(
                Json.Read<ImmutableDictionary<string, string>>(same?.SettingsJson ?? "{}").SetItems(account.Settings)),
            SecretsCipher = cipher,
            AccessExpiresAt = account.ExpiresAt,
            account.RefreshEndsAt,
            Begins = begins ? 1 : 0,
            ListenFrom = now - Beginning.Slack,
            ConnectedAt = same is { State: AccountState.Removed } ? now : same?.ConnectedAt,
            Now = now,
        };
        if (same is null)
        {
            await tx.ExecuteAsync(AccountSql.Insert, access, ct);
            await tx.ExecuteAsync(SetStreaming,
                new { Id = id, Streaming = channels.TryGet<IStream>(network, out var stream) && stream.StreamsByDefault }, ct);
        }

        await tx.ExecuteAsync(SetAccess, access, ct);
        var released = same is null or { State: AccountState.Paused }
            ? 0
            : await AccountUsable.RaiseAsync(events, tx, id, $"{name} is connected again.", by, ct);
        return (id, name, released, begins);
    }
}
