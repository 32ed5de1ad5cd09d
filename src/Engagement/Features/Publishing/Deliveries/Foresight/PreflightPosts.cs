using Engagement.Features.Publishing.Deliveries.Guards;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>
/// The posts that a guard looks back on: those that are out, and in the course of the foresight those that will have gone out by then. It
/// answers as <see cref="StoredGuardFacts"/> reads.
/// </summary>
internal sealed class PreflightPosts
{
    private readonly Dictionary<(Guid Account, string Words), List<Near>> _byWords = [];
    private readonly Dictionary<(Guid Account, Guid Article), List<Near>> _byArticle = [];
    private readonly Dictionary<Guid, List<(Guid Id, bool IsOut, DateTimeOffset At)>> _hours = [];

    // Given a place in a later hour by the guard.
    private readonly Dictionary<Guid, Dictionary<Guid, DateTimeOffset>> _places = [];

    public void AddWords(OutPost post) => Of(_byWords, (post.AccountId, post.WordsHash!)).Add(Near.Of(post));

    public void AddArticle(OutPost post) => Of(_byArticle, (post.AccountId, post.ArticleId!.Value)).Add(Near.Of(post));

    public void AddHour(OutPost post) =>
        Of(_hours, post.AccountId).Add((post.Id, post.PublishedAt is not null, post.PublishedAt ?? post.SendStartedAt ?? post.DueAt));

    /// <summary>It will have gone out at that moment.</summary>
    public void GoesOut(Delivery delivery, DateTimeOffset at)
    {
        if (delivery.Kind != "post")
        {
            return;
        }

        var near = new Near(delivery.Id, delivery.PostId, at, IsOut: true);
        Of(_byWords, (delivery.AccountId, PostWords.HashOf(delivery.Body, delivery.LinkUrl))).Add(near);
        if (delivery.ArticleId is { } article)
        {
            Of(_byArticle, (delivery.AccountId, article)).Add(near);
        }

        if (delivery is { Part: 1, PostId: not null })
        {
            Of(_hours, delivery.AccountId).Add((delivery.Id, true, at));
        }
    }

    /// <summary>Whether it has a place, after whatever became of it.</summary>
    public void Places(Delivery delivery)
    {
        if (!_places.TryGetValue(delivery.AccountId, out var places))
        {
            _places[delivery.AccountId] = places = [];
        }

        if (delivery is { State: DeliveryState.Scheduled, ErrorKind: CheckGuards.TooMany })
        {
            places[delivery.Id] = delivery.DueAt;
        }
        else
        {
            places.Remove(delivery.Id);
        }
    }

    public NearPost? SameWords(GuardedPost post, DateTimeOffset from, DateTimeOffset to) =>
        Last(_byWords.GetValueOrDefault((post.AccountId, post.WordsHash)), post, from, to);

    public NearPost? SameArticle(GuardedPost post, DateTimeOffset from, DateTimeOffset to) =>
        post.ArticleId is { } article ? Last(_byArticle.GetValueOrDefault((post.AccountId, article)), post, from, to) : null;

    public IReadOnlyList<DateTimeOffset> Hour(GuardedPost post, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. (_hours.GetValueOrDefault(post.AccountId) ?? []).Where(t => t.IsOut ? t.At > from && t.At < to : t.Id != post.Id)
            .Select(t => t.At),
        .. (_places.GetValueOrDefault(post.AccountId) ?? []).Where(p => p.Key != post.Id && p.Value > from).Select(p => p.Value),
    ];

    private static NearPost? Last(List<Near>? posts, GuardedPost post, DateTimeOffset from, DateTimeOffset to)
    {
        bool IsOther(Near near) => near.Id != post.Id && (near.PostId is null || post.PostId is null || near.PostId != post.PostId);
        var last = (posts ?? []).Where(n => IsOther(n) && n.At > from && n.At < to).MaxBy(n => n.At);
        return last is null ? null : new(last.At, last.IsOut);
    }

    private static List<T> Of<TKey, T>(Dictionary<TKey, List<T>> all, TKey key)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var list))
        {
            all[key] = list = [];
        }

        return list;
    }

    private sealed record Near(Guid Id, Guid? PostId, DateTimeOffset At, bool IsOut)
    {
        public static Near Of(OutPost post) =>
            new(post.Id, post.PostId, post.PublishedAt ?? post.DueAt, post.State == DeliveryState.Published);
    }
}
