using Engagement.Data;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Who may be the same person on another network: the same name, a handle that differs only in what its network adds, the same picture or
/// website. Only a person decides; nothing is matched by itself.
/// </summary>
internal sealed class SuggestMatches(Db db)
{
    private const int Most = 6;

    private static readonly Sql Alike = Sql.Portable(
        """
        select h.Id, c.Id as ClientId, c.Name as ClientName, h.Network, h.Handle, h.DisplayName, h.AvatarUrl, h.ProfileUrl, h.Stem,
            c.Website
        from Handles h join Clients o on o.Id = h.ClientId join Clients c on c.Id = coalesce(o.MatchedIntoId, o.Id)
        where c.Id <> @PersonId and c.ErasedAt is null
            and h.Id in (
                select a.Id from Handles a where a.Stem = @Stem
                union select b.Id from Handles b where b.DisplayName = @DisplayName
                union select d.Id from Handles d join Clients w on w.Id = d.ClientId where w.Website = @Website or w.Website = @ProfileUrl)
        order by h.CreatedAt, h.Id {page}
        """);

    /// <param name="Because">What is alike, in words.</param>
    internal sealed record Suggestion(Guid ClientId, string ClientName, string Network, string Handle, string? ProfileUrl, string Because);

    public async Task<IReadOnlyList<Suggestion>> RunAsync(ClientRow person, IReadOnlyList<ClientHandle> handles, CancellationToken ct)
    {
        var found = new Dictionary<Guid, Suggestion>();
        foreach (var ours in handles)
        {
            foreach (var theirs in await db.QueryAsync<ClientHandle>(Alike, new
            {
                PersonId = person.Id,
                ours.Stem,
                ours.DisplayName,
                person.Website,
                ours.ProfileUrl,
                Take = Most,
            }, ct))
            {
                // Two accounts on one network are seldom one person's, unless the picture says so too.
                var because = Because(person, ours, theirs).ToList();
                if (because.Count > (theirs.Network == ours.Network ? 1 : 0) && found.Count < Most)
                {
                    found.TryAdd(theirs.ClientId, new(theirs.ClientId, theirs.ClientName,
                        theirs.Network, theirs.Handle, theirs.ProfileUrl, string.Join(", ", because)));
                }
            }
        }

        return [.. found.Values];
    }

    private static IEnumerable<string> Because(ClientRow person, ClientHandle ours, ClientHandle theirs)
    {
        if (ours.DisplayName == theirs.DisplayName)
        {
            yield return "same name";
        }

        if (ours.Stem is not null && ours.Stem == theirs.Stem)
        {
            yield return "similar handle";
        }

        if (ours.AvatarUrl is not null && ours.AvatarUrl == theirs.AvatarUrl)
        {
            yield return "same picture";
        }

        if (theirs.Website is not null && (theirs.Website == person.Website || theirs.Website == ours.ProfileUrl))
        {
            yield return "same website";
        }
    }
}

/// <summary>A handle, and whose it is.</summary>
internal sealed record ClientHandle
{
    public static readonly Sql OfPerson = Sql.Portable(
        """
        select h.Id, h.ClientId, c.Name as ClientName, h.Network, h.Handle, h.DisplayName, h.AvatarUrl, h.ProfileUrl, h.Stem, c.Website,
            h.CreatedAt
        from Handles h join Clients c on c.Id = h.ClientId
        where h.ClientId in (select o.Id from Clients o where o.Id = @Id union all select o.Id from Clients o where o.MatchedIntoId = @Id)
        order by h.CreatedAt, h.Id
        """);

    public Guid Id { get; init; }

    /// <summary>The client it was made for: matched clients keep theirs.</summary>
    public Guid ClientId { get; init; }

    public string ClientName { get; init; } = "";

    public string Network { get; init; } = "";

    public string Handle { get; init; } = "";

    public string DisplayName { get; init; } = "";

    public string? AvatarUrl { get; init; }

    public string? ProfileUrl { get; init; }

    public string? Stem { get; init; }

    public string? Website { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
