using Engagement.Data;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>Finds for each entry of a reading the article it was before, if any; no article is found twice.</summary>
internal sealed class KnownEntries
{
    private static readonly Sql ReadAll = Sql.Portable(
        "select Id, ExternalId, Url, Title, PublishedAt from Articles where SourceId = @SourceId order by CreatedAt, Id");

    private static readonly Sql ReadWords = Sql.Portable(
        "select v.PlainText from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version where a.Id = @Id");

    private static readonly Sql Rename = Sql.Portable("update Articles set ExternalId = @ExternalId where Id = @Id");

    // An address with more is a list, and to compare each with each would be endless.
    private const int MostAtOnePlace = 20;

    private readonly Tx _tx;
    private readonly Dictionary<Guid, string?> _words = [];
    private readonly Dictionary<string, Known> _byName;
    private readonly Dictionary<string, Known> _byVisit; // ids that were stored with what a visit left in them, by what they are without
    private readonly ILookup<string, Known> _byPlace;
    private readonly ILookup<string, Known> _byTitle; // of those without an address
    private readonly HashSet<string> _shared;
    private readonly HashSet<Guid> _taken = [];

    private KnownEntries(Tx tx, IReadOnlyList<Known> known)
    {
        _tx = tx;
        _byName = known.ToDictionary(k => k.ExternalId, StringComparer.Ordinal);
        _byVisit = [];
        foreach (var one in known.Where(k => !IsFull(k.ExternalId) && EntryIdentity.IdOf(k.ExternalId) != k.ExternalId))
        {
            _byVisit[EntryIdentity.IdOf(one.ExternalId)] = one; // of several, the newest
        }

        _byPlace = known.Where(k => k.Url is not null).ToLookup(k => FeedAddress.WithoutTracking(k.Url!), StringComparer.Ordinal);

        _byTitle = known.Where(k => k.Url is null).ToLookup(k => SeenText.Of(k.Title), StringComparer.Ordinal);

        // What was once shared by several tells nothing any more, even when one of them is left.
        _shared = known.SelectMany(k => Shared(k.ExternalId)).ToHashSet(StringComparer.Ordinal);
    }

    public static async Task<KnownEntries> ReadAsync(Tx tx, Guid sourceId, CancellationToken ct) =>
        new(tx, [.. await tx.QueryAsync<Known>(ReadAll, new { SourceId = sourceId }, ct)]);

    /// <summary>The entries' articles, under the names they have here.</summary>
    public async Task<IReadOnlyList<IncomingArticle>> NamedAsync(IReadOnlyList<FeedArticle> entries, CancellationToken ct)
    {
        var names = new string?[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            names[i] = ByName(entries[i]);
        }

        var places = entries.Where(e => e.Article.Url is not null).CountBy(e => FeedAddress.WithoutTracking(e.Article.Url!))
            .ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            names[i] ??= await ByPlaceAsync(entries[i], places, ct) ?? NewName(entries[i], IsAlike(entries[i]));
        }

        return [.. entries.Select((e, i) => e.Article with { ExternalId = names[i]! })];
    }

    private string? ByName(FeedArticle entry)
    {
        if ((Take(entry.NameByWords) ?? Former(entry, n => EntryIdentity.WithWords(n, entry.Article))) is { } byWords)
        {
            return byWords;
        }

        if (entry.Id is null)
        {
            return IsAlike(entry) ? null : Take(entry.FullName) ?? Former(entry, n => n);
        }

        if ((Take(entry.FullName) ?? Former(entry, n => n)) is { } whole)
        {
            return whole;
        }

        // Of several with one id, the one that is here under it already is the one at its address.
        return !IsAlike(entry) || (_byName.TryGetValue(entry.Id, out var old) && IsAtSame(entry, old))
            ? Take(entry.Id) ?? (_byVisit.TryGetValue(entry.Id, out var visited) ? Take(visited.ExternalId) : null)
            : null;
    }

    private string? Former(FeedArticle entry, Func<string, string> name)
    {
        foreach (var former in entry.FormerNames)
        {
            if (Take(name(former)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsFull(string name) =>
        name.Contains(EntryIdentity.ByEntry, StringComparison.Ordinal) || name.Contains(EntryIdentity.ByWords, StringComparison.Ordinal);

    // It shares its id, or without one its address and title, with others: in this reading, or in one before.
    private bool IsAlike(FeedArticle entry) => entry.Id is { } id
        ? entry.Article.ExternalId != id || _shared.Contains(EntryIdentity.Stem(id))
        : entry.Article.ExternalId != entry.FullName || _shared.Contains(entry.FullName) || entry.FormerNames.Any(_shared.Contains);

    // Of an address alone nothing follows; with the same title, or the same words, it is the same page. One with an id of its own is
    // another entry, unless all of it is the same: then the site moved to another program, which gave all its entries new ids.
    private async Task<string?> ByPlaceAsync(FeedArticle entry, Dictionary<string, int> places, CancellationToken ct)
    {
        if (entry.Article.Url is null)
        {
            return entry.Id is null ? await ByWordsAsync(entry, ct) : null;
        }

        var place = FeedAddress.WithoutTracking(entry.Article.Url);
        var there = _byPlace[place].ToList();
        var free = there.Where(k => !_taken.Contains(k.Id)).ToList();
        if (entry.Id is not null)
        {
            if (IsAlike(entry) || _byName.ContainsKey(entry.Id) || there.Count > 1 || places[place] > 1
                || free is not [var only] || !SeenText.AreSame(only.Title, entry.Article.Title) || !await IsSameAsync(only, entry, ct))
            {
                return null;
            }

            _taken.Add(only.Id);
            await _tx.ExecuteAsync(Rename, new { only.Id, ExternalId = entry.Id }, ct);
            return entry.Id;
        }

        var same = IsAlike(entry) ? null : free.Find(k => SeenText.AreSame(k.Title, entry.Article.Title));
        foreach (var one in same is null && entry.Article.PlainText.Length > 0 && free.Count <= MostAtOnePlace ? free : [])
        {
            same ??= await SaysTheSameAsync(one, entry, ct) ? one : null;
        }

        return same is null ? null : Take(same.ExternalId);
    }

    // Without an id and an address it is known by its title and words, and how their letters are stored may change.
    private async Task<string?> ByWordsAsync(FeedArticle entry, CancellationToken ct)
    {
        var alike = _byTitle[SeenText.Of(entry.Article.Title)].Where(k => !_taken.Contains(k.Id)).Take(MostAtOnePlace);
        foreach (var one in alike)
        {
            if (await SaysTheSameAsync(one, entry, ct))
            {
                return Take(one.ExternalId);
            }
        }

        return null;
    }

    private async Task<bool> IsSameAsync(Known known, FeedArticle entry, CancellationToken ct) =>
        (known.PublishedAt is { } then && entry.Article.PublishedAt is { } now && (then - now).Duration() < TimeSpan.FromSeconds(1))
        || await SaysTheSameAsync(known, entry, ct);

    private async Task<bool> SaysTheSameAsync(Known known, FeedArticle entry, CancellationToken ct) =>
        await WordsAsync(known, ct) is { } words && SeenText.AreSame(words, entry.Article.PlainText);

    private static string NewName(FeedArticle entry, bool isAlike) =>
        !isAlike ? entry.Article.ExternalId : entry.Id is null ? entry.NameByWords : entry.FullName;

    private static IEnumerable<string> Shared(string name)
    {
        var words = name.IndexOf(EntryIdentity.ByWords, StringComparison.Ordinal);
        var entry = name.IndexOf(EntryIdentity.ByEntry, StringComparison.Ordinal);
        return words > 0 ? [name[..words]] : entry > 0 ? [name[..entry]] : [];
    }

    private string? Take(string name) => _byName.TryGetValue(name, out var known) && _taken.Add(known.Id) ? name : null;

    private static bool IsAtSame(FeedArticle entry, Known known) => FeedAddress.AreSame(known.Url, entry.Article.Url);

    private async Task<string?> WordsAsync(Known known, CancellationToken ct)
    {
        if (!_words.TryGetValue(known.Id, out var words))
        {
            _words[known.Id] = words = await _tx.ScalarAsync<string>(ReadWords, new { known.Id }, ct);
        }

        return words;
    }

    private sealed record Known
    {
        public Guid Id { get; init; }

        public string ExternalId { get; init; } = "";

        public string? Url { get; init; }

        public string Title { get; init; } = "";

        public DateTimeOffset? PublishedAt { get; init; }
    }
}
