using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>The board of chances, and the same as a list and as a file.</summary>
internal sealed class IndexModel(ListOpportunities list, MoveOpportunity move, Db db, TimeProvider clock) : PageModel
{
    // A column that is longer says so, and leads to the list.
    private const int MostInColumn = 20;
    private const int PageSize = 50;
    private const int MostInFile = 20_000;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Owner { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    [BindProperty(SupportsGet = true)]
    public OpportunityStage? Stage { get; set; }

    public bool IsList => View == "list";

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || Owner is not null || (IsList && Stage is not null);

    public IReadOnlyList<(OpportunityStage Stage, Page<Opportunity> Page)> Columns { get; private set; } = [];

    public Page<Opportunity> Rows { get; private set; } = new([], null);

    public IReadOnlyList<StageSum> Sums { get; private set; } = [];

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public bool IsEmpty => Sums.Count == 0;

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/opportunities");
        }

        await LoadAsync(cursor, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostMoveAsync(Guid id, int version, OpportunityStage stage, CancellationToken ct)
    {
        if (stage.IsClosed())
        {
            return Redirect($"/opportunities/{id}?stage={stage}#change"); // where the reason is asked for
        }

        var answer = await move.RunAsync(id, version, stage, null, User.DisplayName(), User.UserId(), ct);
        if (answer is Result<Opportunity>.Done { Value: var moved })
        {
            this.Say($"“{moved.Service}” is now {stage}.");
            return Redirect("/opportunities" + Rest(("view", View), ("q", Q), ("owner", Owner?.ToString())));
        }

        await LoadAsync(null, ct);
        return this.Refuse(answer);
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken ct)
    {
        var all = new List<Opportunity>();
        Cursor? cursor = null;
        while (all.Count < MostInFile)
        {
            var page = await list.RunAsync(Filter(Stage), cursor, Cursor.MostTake, ct);
            all.AddRange(page.Items);
            if (page.Next is null || !Cursor.TryParse(page.Next, out cursor))
            {
                break;
            }
        }

        return File(ReportFile.Csv(OpportunityReport.Of(all, User.TimeZone())), "text/csv; charset=utf-8", "opportunities.csv");
    }

    /// <summary>This page's address with some of it changed.</summary>
    public static string Rest(params (string Name, string? Value)[] query) =>
        QueryString.Create(query.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => KeyValuePair.Create(q.Name, q.Value))).ToString();

    private OpportunityFilter Filter(OpportunityStage? stage) => new() { Stage = stage, OwnerId = Owner, Words = Q };

    private async Task LoadAsync(Cursor? cursor, CancellationToken ct)
    {
        Today = LocalDay.Of(clock.GetUtcNow(), User.TimeZone()).Date;
        People = await db.QueryAsync<UserRow>(UserSql.All, ct: ct);
        Sums = await list.SumsAsync(ct);
        if (IsList)
        {
            Rows = await list.RunAsync(Filter(Stage), cursor, PageSize, ct);
            return;
        }

        var columns = new List<(OpportunityStage, Page<Opportunity>)>();
        foreach (var stage in Enum.GetValues<OpportunityStage>())
        {
            columns.Add((stage, await list.RunAsync(Filter(stage), null, MostInColumn, ct)));
        }

        Columns = columns;
    }
}
