using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Series;

/// <summary>A series: its times with what they come to, its articles, and what it has made.</summary>
internal sealed class EditModel(Db db, ChannelCatalog channels, SaveSeries save, SetSeriesState setState,
    ArrangeQueue arrange, ListOccurrences occurrences, TimeProvider clock) : PageModel
{
    public const int Shown = 12;

    private static readonly Sql FindArticles = Sql.Portable(
        """
        select a.Id, a.Title from Articles a
        where a.State = 'Validated' and a.Audience = 'external' and a.Url is not null and a.Title like @Like escape '\'
            and not exists (select 1 from SeriesArticles s where s.SeriesId = @Id and s.ArticleId = a.Id)
        order by a.Title, a.Id {page}
        """);

    private static readonly Sql AllTags = Sql.Portable("select distinct Tag from ArticleTags order by Tag {page}");

    private static readonly Sql CountWaiting = Sql.Portable("""
        select count(distinct p.Id) from Posts p join Deliveries d on d.PostId = p.Id
        where p.SeriesId = @Id and d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held')
        """);

    /// <summary>How many of its articles it passes over because their text still holds marks of a site maker.</summary>
    public int Marked { get; private set; }

    /// <summary>Null: a new one.</summary>
    public SeriesRow? Row { get; private set; }

    public string Key { get; private set; } = "new";

    public string Standing { get; private set; } = "Active";

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty(Name = "Slots")]
    public List<SlotInput> Slots { get; set; } = [];

    [BindProperty]
    public string? TimeZone { get; set; }

    [BindProperty]
    public SeriesQueue Queue { get; set; } = SeriesQueue.All;

    [BindProperty]
    public string? Tag { get; set; }

    [BindProperty]
    public int RestDays { get; set; } = 30;

    [BindProperty]
    public bool Repeats { get; set; }

    [BindProperty]
    public string? StartsOn { get; set; }

    [BindProperty]
    public string? EndsOn { get; set; }

    [BindProperty]
    public int HorizonDays { get; set; } = 14;

    /// <summary>Minutes; null: as the desk is set up.</summary>
    [BindProperty]
    public int? Grace { get; set; }

    [BindProperty]
    public WhenLate WhenLate { get; set; }

    [BindProperty]
    public List<Guid> TemplateIds { get; set; } = [];

    [BindProperty]
    public List<Guid> AccountIds { get; set; } = [];

    [BindProperty]
    public bool Anew { get; set; }

    public IReadOnlyList<TemplateRow> Templates { get; private set; } = [];

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>As saved; empty while it is new.</summary>
    public IReadOnlyList<ComingOccurrence> Coming { get; private set; } = [];

    public IReadOnlyList<Occurrence> ClockChanges { get; private set; } = [];

    /// <summary>The list is what the form says, which is not saved.</summary>
    public bool IsUnsaved { get; private set; }

    public IReadOnlyList<QueuedArticle> Articles { get; private set; } = [];

    /// <summary>What a search for articles to add found; null: nobody searched.</summary>
    public IReadOnlyList<ArticleChoice>? Found { get; private set; }

    public string? Find { get; private set; }

    /// <summary>Posts it has made that have not gone out.</summary>
    public int Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync(string key, string? find, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct))
        {
            return NotFound();
        }

        if (Row is { } row)
        {
            await FillAsync(row, ct);
            Find = find;
            Found = find is null
                ? null
                : await db.QueryAsync<ArticleChoice>(
                    FindArticles, new { row.Id, Like = LikePattern.Containing(find) ?? "%", Take = 12 }, ct);
        }
        else
        {
            TimeZone = User.TimeZone().Id;
            Slots = [new SlotInput { Days = [.. Slot.Week.Take(5)], Time = "09:00" },
                new SlotInput { Days = [.. Slot.Week.Take(5)], Time = "15:30" }];
            AccountIds = [.. Accounts.Where(a => a.State == AccountState.Active).Select(a => a.Id)];
            TemplateIds = [.. Templates.Take(1).Select(t => t.Id)];
        }

        await ComeAsync(unsaved: Row is null, ct);
        return Page();
    }

    /// <summary>What the times in the form come to, as they are chosen.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(string key, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        await ComeAsync(unsaved: true, ct);
        return Request.IsFragment() ? Partial("_Occurrences", this) : Page();
    }

    public async Task<IActionResult> OnPostMoreAsync(string key, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        Slots.Add(new SlotInput { Days = [.. Slots.LastOrDefault()?.Days ?? Slot.Week.Take(5)], Time = "" });
        await ComeAsync(unsaved: true, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string key, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct))
        {
            return NotFound();
        }

        // A row left empty is a time not wanted.
        Slots.RemoveAll(s => string.IsNullOrWhiteSpace(s.Time));
        var answer = await save.RunAsync(new(
            Row?.Id, Version, Name, Planned(), TimeZone, Queue, Tag, RestDays, Repeats, StartsOn, EndsOn, HorizonDays,
            Grace is { } minutes ? new LatePolicy(TimeSpan.FromMinutes(minutes), WhenLate)
                : null, TemplateIds, AccountIds, Anew, User.DisplayName(), User.UserId()), ct);
        if (answer is Result<SaveSeries.Saved>.Done { Value: var saved })
        {
            this.Say(Row is null ? Queue == SeriesQueue.Hand
                ? "Made. Now put articles into its list."
                : "Made. Its posts are made within a minute."
                : saved.Cancelled > 0 ? $"Saved. {saved.Cancelled} waiting {(saved.Cancelled == 1 ? "post was" : "posts were")} cancelled "
                    + $"and {(saved.Cancelled == 1 ? "is" : "are")} made anew within a minute."
                : "Saved. Posts it has made already stay as they are.");
            return Redirect($"/series/{saved.Id}");
        }

        await ComeAsync(unsaved: true, ct);
        return this.Refuse(answer);
    }

    public Task<IActionResult> OnPostPauseAsync(string key, int version, CancellationToken ct) =>
        StateAsync(key, version, SeriesState.Paused, "Paused. It makes no posts; those it has made stay scheduled.", ct);

    public Task<IActionResult> OnPostResumeAsync(string key, int version, CancellationToken ct) =>
        StateAsync(key, version, SeriesState.Active, "It goes on.", ct);

    public async Task<IActionResult> OnPostQueueAsync(string key, Guid article, QueueMove move, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct) || Row is not { } row)
        {
            return NotFound();
        }

        var answer = await arrange.RunAsync(new(row.Id, article, move), ct);
        if (answer is Result<Guid>.Done)
        {
            return Redirect($"/series/{row.Id}#queue");
        }

        await FillAsync(row, ct);
        await ComeAsync(unsaved: false, ct);
        return this.Refuse(answer);
    }

    private async Task<IActionResult> StateAsync(string key, int version, SeriesState state, string said, CancellationToken ct)
    {
        if (!await LoadAsync(key, ct) || Row is not { } row)
        {
            return NotFound();
        }

        var answer = await setState.RunAsync(new(row.Id, version, state, User.DisplayName()), ct);
        if (answer is Result<Guid>.Done)
        {
            this.Say(said);
            return Redirect($"/series/{row.Id}");
        }

        ModelState.Clear();
        await FillAsync(row, ct);
        await ComeAsync(unsaved: false, ct);
        return this.Refuse(answer);
    }

    private List<Slot> Planned() => [.. Slots.Select(s => new Slot(s.Days, s.Time ?? ""))];

    private async Task<bool> LoadAsync(string key, CancellationToken ct)
    {
        Key = key;
        if (key != "new")
        {
            if (!Guid.TryParse(key, out var id) || await db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = id }, ct) is not { } row)
            {
                return false;
            }

            Row = row;
            Standing = row.Standing(LocalDay.Of(clock.GetUtcNow(), User.TimeZone()).Date);
            Marked = await db.ScalarAsync<int>(NextArticle.CountMarked,
                new { Queue = row.Queue.ToString(), row.Tag, SeriesId = row.Id }, ct);
            Waiting = await db.ScalarAsync<int>(CountWaiting, new { row.Id }, ct);
            Articles = row.Queue == SeriesQueue.Hand
                ? await db.QueryAsync<QueuedArticle>(
                    NextArticle.ByHand, new { SeriesId = row.Id, At = clock.GetUtcNow().AddDays(row.HorizonDays) }, ct)
                : await NextArticle.OfAsync(db, row, clock.GetUtcNow().AddDays(row.HorizonDays), 10, ct);
        }

        Templates = await db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts, ct: ct);
        Accounts = [.. (await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct)).Where(a => channels.Find(a.Network) is IPublish)];
        Tags = await db.QueryAsync<string>(AllTags, new { Take = 300 }, ct);
        return true;
    }

    private async Task FillAsync(SeriesRow row, CancellationToken ct)
    {
        (Version, Name, TimeZone, Queue, Tag, RestDays, Repeats) = (row.Version,
            row.Name, row.TimeZone, row.Queue, row.Tag, row.RestDays, row.Repeats);
        (StartsOn, EndsOn, HorizonDays, Grace, WhenLate) = (row.StartsOn, row.EndsOn,
            row.HorizonDays, row.GraceMinutes, row.WhenLate ?? WhenLate.Missed);
        Slots = [.. row.Slots.Select(s => new SlotInput { Days = [.. s.Days], Time = s.Time })];
        TemplateIds = [.. await db.QueryAsync<Guid>(SeriesSql.Templates, new { row.Id }, ct)];
        AccountIds = [.. await db.QueryAsync<Guid>(SeriesSql.Accounts, new { row.Id }, ct)];
    }

    private async Task ComeAsync(bool unsaved, CancellationToken ct)
    {
        IsUnsaved = unsaved && Row is not null;
        Coming = unsaved || Row is null
            ? [.. (occurrences.Preview(Planned(), TimeZone, StartsOn, EndsOn, Shown) ?? [])
                .Select(o => new ComingOccurrence(o, null, false))]
            : await occurrences.OfAsync(Row, Shown, ct);
        ClockChanges = [.. occurrences.ClockChanges(Planned(), TimeZone, StartsOn, EndsOn, 40)
            .Where(c => Coming.All(o => o.Occurrence.Local != c.Local)).Take(4)];
    }
}

/// <summary>A slot in the form.</summary>
internal sealed record SlotInput
{
    public List<DayOfWeek> Days { get; init; } = [];

    public string? Time { get; init; }
}
