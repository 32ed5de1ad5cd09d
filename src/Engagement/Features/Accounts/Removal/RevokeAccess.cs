using System.Security.Cryptography;
using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts.Removal;

/// <summary>How giving access back ended, in a sentence.</summary>
/// <param name="IsGone">The network has ended it, or had before.</param>
internal sealed record Revocation(bool IsGone, string Words);

/// <summary>
/// Gives our access back to the network, where it has a call for that. Whatever comes of it, the caller deletes what we hold.
/// </summary>
internal sealed class RevokeAccess(Db db, ChannelCatalog channels, AccountAccess access, AccountSecrets secrets, ILogger<RevokeAccess> log)
{
    // A person is waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly Sql Others = Sql.Portable("""
        select Id, Network, Name, Handle, RemoteId, Server, SettingsJson, SecretsCipher from Accounts where Network = @Network and Id <> @Id
            and State <> 'Removed' order by Name, Id
        """);

    /// <summary>What will be tried, in a sentence.</summary>
    public async Task<string> ForeseeAsync(AccountRow account, ChannelFacts facts, CancellationToken ct) =>
        channels.Find(account.Network) is null ? $"This version does not speak “{account.Network}”, so the access is not given back there: "
            + $"end it there yourself. It is deleted here."
        : !channels.TryGet<IRevoke>(account.Network, out var revoker)
            ? $"{facts.Name} has no call to give access back: end it there yourself. It is deleted here."
        : await SharedWithAsync(account, revoker, ct) is { } other ? Shared(facts, other)
        : $"Our access is given back to {facts.Name} and deleted here.{(revoker.LeftToDo is { } left ? $" {left}" : "")}";

    public async Task<Revocation> RunAsync(AccountRow account, CancellationToken ct)
    {
        var facts = channels[account.Network].Facts;
        if (!channels.TryGet<IRevoke>(account.Network, out var revoker))
        {
            return new(false, await ForeseeAsync(account, facts, ct));
        }

        if (await SharedWithAsync(account, revoker, ct) is { } other)
        {
            return new(false, Shared(facts, other));
        }

        var left = revoker.LeftToDo is { } todo ? $" {todo}" : "";
        return await AskAsync(account, revoker) switch
        {
            Reading<bool>.Got => new(true, $"The access was given back to {facts.Name}.{left}"),
            Reading<bool>.Refused { Refusal.Kind: RefusalKind.BadToken } =>
                new(true, $"{facts.Name} did not accept the access any more, so there was nothing to give back.{left}"),
            Reading<bool>.Refused { Refusal: var refusal } => new(false, $"The access could not be given back: {refusal.Reason}"
                + $"{(refusal.NetworkWords is { Length: > 0 } words ? $" {facts.Name} said: {Fit.Shorten(words, 300)}" : "")} It is "
                + $"deleted here; end it on {facts.Name} yourself.{left}"),
            var outcome => throw new InvalidOperationException($"No way on from {outcome.GetType().Name}."),
        };
    }

    private static string Shared(ChannelFacts facts, string other) =>
        $"The access is not given back, because {other} uses the same sign-in on {facts.Name}. It is deleted here.";

    // Not the caller's token: a page that is closed must not leave half of it done.
    private async Task<Reading<bool>> AskAsync(AccountRow account, IRevoke revoker)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await access.OpenAsync(account, patience.Token) switch
            {
                Reading<ChannelAccount>.Got { Value: var opened } => await revoker.RevokeAsync(opened, patience.Token),
                Reading<ChannelAccount>.Refused { Refusal: var refusal } => new Reading<bool>.Refused(refusal),
                var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException)
        {
            return Reading<bool>.No(RefusalKind.Unavailable, $"No answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (CryptographicException)
        {
            return Reading<bool>.No(RefusalKind.Invalid, "The stored access can no longer be read on this installation.");
        }
        catch (Exception e)
        {
            // A bug in an adapter must not keep a person from being rid of the account; it is said.
            log.LogError(e, "The access of {AccountId} on {Network} could not be given back", account.Id, account.Network);
            return Reading<bool>.No(RefusalKind.Unavailable, $"Something went wrong here ({e.GetType().Name}).");
        }
    }

    private async Task<string?> SharedWithAsync(AccountRow account, IRevoke revoker, CancellationToken ct)
    {
        if (GrantOf(account, revoker) is not { } grant)
        {
            return null;
        }

        return (await db.QueryAsync<AccountRow>(Others, new { account.Network, account.Id }, ct))
            .FirstOrDefault(o => GrantOf(o, revoker) == grant)?.Name;
    }

    private string? GrantOf(AccountRow account, IRevoke revoker)
    {
        try
        {
            return revoker.SharedGrant(secrets.Open(account));
        }
        catch (CryptographicException)
        {
            // What cannot be read cannot be used either.
            return null;
        }
    }
}
