using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>What the guards ask about several posts, read in two goes whatever their number.</summary>
internal sealed class GuardFactsTogether : IGuardFacts
{
    // Three questions of nine values each; SQL Server takes 2,100 in one command.
    private const int AtOnce = 50;

    private readonly GuardSettings _settings;
    private readonly Dictionary<Guid, QuietHours> _quiet;
    private readonly Dictionary<GuardedPost, Func<NearPost?>> _words = [];
    private readonly Dictionary<GuardedPost, Func<NearPost?>> _articles = [];
    private readonly Dictionary<GuardedPost, Read<DateTimeOffset>> _hours = [];

    private GuardFactsTogether(GuardSettings settings, IEnumerable<QuietHours> quiet, bool planned) =>
        (_settings, _quiet, Planned) = (settings, quiet.ToDictionary(q => q.AccountId), planned);

    public bool Planned { get; }

    public static async Task<GuardFactsTogether> ReadAsync(
        DbSession db, IReadOnlyList<GuardedPost> posts, bool planned, CancellationToken ct)
    {
        var first = new Reads();
        var settings = GuardSettings.In(first);
        var quiet = first.Add<QuietHours>(QuietHours.All);
        await db.ReadAsync(first, ct);
        var facts = new GuardFactsTogether(settings(), quiet.Rows, planned);
        foreach (var some in posts.Distinct().Chunk(AtOnce))
        {
            var reads = new Reads();
            foreach (var post in some)
            {
                facts.Ask(reads, post);
            }

            if (reads.Parts.Count > 0)
            {
                await db.ReadAsync(reads, ct);
            }
        }

        return facts;
    }

    public Task<GuardSettings> GuardsAsync(CancellationToken ct) => Task.FromResult(_settings);

    public Task<QuietHours?> QuietHoursAsync(Guid accountId, CancellationToken ct) => Task.FromResult(_quiet.GetValueOrDefault(accountId));

    public Task<NearPost?> SameWordsAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Task.FromResult(_words[post]());

    public Task<NearPost?> SameArticleAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Task.FromResult(_articles[post]());

    public Task<IReadOnlyList<DateTimeOffset>> HourAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Task.FromResult(_hours[post].Rows);

    private void Ask(Reads reads, GuardedPost post)
    {
        var asked = GuardWindows.Of(_settings, post, Planned);
        if (asked.Words is { } words)
        {
            _words[post] = StoredGuardFacts.SameWordsIn(reads, post, Planned, words);
        }

        if (asked.Article is { } article)
        {
            _articles[post] = StoredGuardFacts.SameArticleIn(reads, post, Planned, article);
        }

        if (asked.Hour is { } hour)
        {
            _hours[post] = StoredGuardFacts.HourIn(reads, post, Planned, hour);
        }
    }
}
