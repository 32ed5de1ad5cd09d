using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Engagement.Channels;

/// <summary>
/// Can connect an account. Either a person is sent to the network and comes back with a code (OAuth), or what they
/// typed is enough (an app password). The host keeps what lies between the two halves; an adapter remembers nothing.
/// </summary>
public interface IConnect : IChannel
{
    /// <summary>What a person has to do on the network's side and to type on ours.</summary>
    ConnectGuide Guide { get; }

    /// <summary>
    /// Starts. Registers an app where the network has that (Mastodon), or signs in at once where no browser is needed
    /// (Bluesky's app passwords).
    /// </summary>
    Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct);

    /// <summary>
    /// Ends what <see cref="BeginAsync"/> began. The host has checked by then that the <c>state</c> that came back is
    /// the one it gave this person's browser, and that it was not used before.
    /// </summary>
    /// <param name="goTo">The step as it was begun, as the host kept it.</param>
    /// <param name="code">The <c>code</c> that came back; good for one use and seconds to minutes.</param>
    /// <param name="ct">Cancels the calls.</param>
    /// <returns>The identities that can now be posted as: one on most networks, one a page on LinkedIn.</returns>
    Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct);
}

/// <summary>How connecting is explained and asked for. Words only: the page that shows it knows no network by name.</summary>
/// <param name="Steps">What to do on the network's side, in order, each one sentence or two.</param>
/// <param name="Fields">What to type on ours.</param>
/// <param name="Permissions">What we ask the network for, with the reason each is needed.</param>
public sealed record ConnectGuide(
    IReadOnlyList<string> Steps,
    IReadOnlyList<ConnectField> Fields,
    IReadOnlyList<ConnectPermission> Permissions)
{
    /// <summary>Where the steps begin, e.g. the network's developer portal.</summary>
    public Uri? StartsAt { get; init; }
}

/// <summary>One thing to type.</summary>
/// <param name="Name">Its key in <see cref="ConnectRequest.Fields"/>.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Hint">Where to find it, or what it is for.</param>
public sealed record ConnectField(string Name, string Label, string Hint)
{
    /// <summary>Typed hidden, kept encrypted, never shown again.</summary>
    public bool IsSecret { get; init; }

    /// <summary>May it stay empty?</summary>
    public bool IsOptional { get; init; }

    /// <summary>An example of the form it has.</summary>
    public string? Example { get; init; }
}

/// <summary>A permission and why we want it.</summary>
public sealed record ConnectPermission(string Scope, string Why);

/// <summary>What a person typed, and where the network shall send them back to.</summary>
/// <param name="Fields">By <see cref="ConnectField.Name"/>.</param>
/// <param name="RedirectUri">Our page that takes the code; the same for both halves, and registered with the network.</param>
public sealed record ConnectRequest(ImmutableDictionary<string, string> Fields, Uri RedirectUri)
{
    /// <summary>A field as typed, without the spaces that pasting brings; null when empty.</summary>
    public string? Field(string name) => Fields.GetValueOrDefault(name)?.Trim() is { Length: > 0 } typed ? typed : null;

    // Fields hold secrets.
    [ExcludeFromCodeCoverage]
    public override string ToString() => $"Connect, back to {RedirectUri}";
}

/// <summary>What comes after beginning.</summary>
public abstract record ConnectStep
{
    private ConnectStep() { }

    /// <summary>Send the person's browser to <paramref name="Authorize"/>.</summary>
    /// <param name="Authorize">The network's page, with our state and PKCE challenge in it.</param>
    /// <param name="State">Unguessable; what must come back, to this same browser, once (RFC 6749, 10.12).</param>
    /// <param name="RedirectUri">Where the code comes back to.</param>
    /// <param name="Kept">What completing needs (PKCE verifier, client id and secret, server). Secret: kept encrypted, and dropped after
    /// use.</param>
    public sealed record GoTo(Uri Authorize, string State, Uri RedirectUri, ImmutableDictionary<string, string> Kept) : ConnectStep
    {
        // Kept holds secrets, and the URL the state.
        [ExcludeFromCodeCoverage]
        public override string ToString() => $"Go to {Authorize.Host}";
    }

    /// <summary>Nothing more to do: this is connected.</summary>
    public sealed record Done(IReadOnlyList<ConnectedAccount> Accounts) : ConnectStep;
}

/// <summary>An identity we may now act as.</summary>
/// <param name="Profile">Who it is.</param>
/// <param name="Server">Its server; null where a network has only one.</param>
/// <param name="Settings">Become <see cref="ChannelAccount.Settings"/>.</param>
/// <param name="Secrets">Become <see cref="ChannelAccount.Secrets"/>; whatever a refresh needs is in there too.</param>
/// <param name="ExpiresAt">When the access ends unless it is refreshed; null when it does not, or the network does not say.</param>
public sealed record ConnectedAccount(
    RemoteProfile Profile,
    Uri? Server,
    ImmutableDictionary<string, string> Settings,
    ImmutableDictionary<string, string> Secrets,
    DateTimeOffset? ExpiresAt)
{
    /// <summary>
    /// When even a refresh no longer helps and a person must connect anew; null when that does not happen or is not told.
    /// </summary>
    public DateTimeOffset? RefreshEndsAt { get; init; }

    /// <summary>Permissions we asked for and were not given: what will not work.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    // A record prints its members; secrets must not reach a log that way.
    [ExcludeFromCodeCoverage]
    public override string ToString() => $"{Profile.Handle} ({Profile.RemoteId})";
}
