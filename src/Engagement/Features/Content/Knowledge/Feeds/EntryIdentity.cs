using System.Security.Cryptography;
using System.Text;
using Engagement.Web.Text;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>An entry as an article.</summary>
/// <param name="Article">Its <c>ExternalId</c> is what it is known by in this reading.</param>
/// <param name="Id">What the feed calls it; null: it has no id.</param>
/// <param name="ChangedAt">When the feed says it was changed last, if it does.</param>
internal sealed record FeedArticle(IncomingArticle Article, string? Id, DateTimeOffset? ChangedAt)
{
    private IReadOnlyList<string>? _formerNames;

    /// <summary>What the feed calls it, to the letter, where that is more than <see cref="Id"/>.</summary>
    public string? WrittenId { get; init; }

    /// <summary>Its name by id and address together, or by address and title, whether that is needed in this reading or not.</summary>
    public string FullName { get; } = EntryIdentity.FullName(Article, Id);

    /// <summary>The full name and its words: where one without an id shares address and title with others.</summary>
    public string NameByWords => EntryIdentity.WithWords(FullName, Article);

    /// <summary>Full names by which it may be stored, because names were made otherwise before.</summary>
    public IReadOnlyList<string> FormerNames => _formerNames ??=
        [.. EntryIdentity.FormerNames(Article, WrittenId ?? Id).Where(n => n != FullName).Distinct(StringComparer.Ordinal)];
}

/// <summary>
/// Which entry is which. An entry is known by its id; where entries at different addresses share one (N/A), by that with its address;
/// without an id by its address and title; without an address by its words. Never by an address alone: pages of news and of status have
/// many entries at one.
/// </summary>
internal static class EntryIdentity
{
    /// <summary>Between an id and what tells apart the entries that share it.</summary>
    public const string ByEntry = "\u00A0entry:";

    /// <summary>Between address and title and the words that tell apart the entries that share these.</summary>
    public const string ByWords = "\u00A0words:";

    // The column has 400; what is put behind takes up to 80.
    private const int MostId = 400;
    private const int MostStem = 320;

    /// <summary>Names the entries of one reading, each once.</summary>
    /// <param name="entries">As they stand in the feed.</param>
    /// <param name="failures">Gets those that are there again under one id and address and say something else.</param>
    public static IReadOnlyList<FeedArticle> Name(IReadOnlyList<FeedArticle> entries, List<ImportFailure> failures)
    {
        var told = new List<FeedArticle>();
        foreach (var same in entries.GroupBy(e => e.FullName, StringComparer.Ordinal))
        {
            var versions = same.DistinctBy(e => (e.Article.Title, e.Article.PlainText)).ToList();
            if (versions.Count == 1)
            {
                told.Add(versions[0]);
            }
            else if (versions[0].Id is null)
            {
                told.AddRange(versions.Select(e => Named(e, e.NameByWords)));
            }
            else
            {
                // One id at one address: one entry, written again. The newest of them, or else the first, as feeds begin with it.
                var newest = versions.MaxBy(e => e.ChangedAt ?? DateTimeOffset.MinValue)!;
                told.Add(newest);
                failures.AddRange(versions.Where(v => v != newest).Select(v => new ImportFailure(
                    v.Article.Title, null, Sentence.Of(
                        $"It has the id and the address of another entry of the feed, '{newest.Article.Title}', which was taken."))));
            }
        }

        var shared = told.Where(e => e.Id is not null).CountBy(e => e.Id!, StringComparer.Ordinal)
            .Where(c => c.Value > 1).Select(c => c.Key)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. told.Select(e => e.Article.ExternalId.Length > 0 ? e : Named(e, e.Id is { } id && !shared.Contains(id) ? id : e.FullName)),
        ];
    }

    /// <summary>An id that fits its column; a very long one is told by its hash.</summary>
    public static string Cut(string id) =>
        id.Length <= MostId ? id : id[..300] + "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>What the feed calls it, without what a visit left in it: another at each reading.</summary>
    public static string IdOf(string written) => Cut(FeedAddress.WithoutVisit(written));

    public static string FullName(IncomingArticle article, string? id) =>
        FullName(article, id, article.Url is null ? "" : FeedAddress.WithoutTracking(article.Url));

    /// <summary>With places as they were told before, however their escapes were written.</summary>
    public static IEnumerable<string> FormerNames(IncomingArticle article, string? id) => article.Url is null
        ? [FullName(article, id, "")]
        : FeedAddress.Spellings(article.Url).Select(url => FullName(article, id, FeedAddress.WithoutTrackingFormerly(url)));

    private static string FullName(IncomingArticle article, string? id, string place)
    {
        // A title that was made from the address says nothing.
        var title = article.Title == article.Url ? "" : article.Title;
        return id is not null ? Stem(id) + ByEntry + Hash($"{id}\n{place}")
            : ByEntry + Hash($"{place}\n{title}" + (place.Length > 0 && title.Length > 0 ? "" : "\n" + article.PlainText));
    }

    public static string WithWords(string fullName, IncomingArticle article) => fullName + ByWords + Hash(article.PlainText);

    /// <summary>How the full names of one id begin.</summary>
    public static string Stem(string id) => id.Length <= MostStem ? id : id[..(MostStem - 33)] + "#" + Hash(id);

    private static FeedArticle Named(FeedArticle entry, string name) => entry with { Article = entry.Article with { ExternalId = name } };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
