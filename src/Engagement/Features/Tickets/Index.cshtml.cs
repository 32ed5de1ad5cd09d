using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Listening;
using Engagement.Features.Team;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Tickets;

internal sealed class IndexModel(ListTickets list, Db db, ChannelCatalog channels, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    private static readonly Sql TitleOf = Sql.Portable("select Title from Articles where Id = @Id");

    private static readonly Sql NameOf = Sql.Portable("select Name from Clients where Id = @Id");

    public static IReadOnlyList<(string View, string Name)> Views { get; } =
        [("open", "Open"), ("mine", "Mine"), ("unassigned", "Unassigned"), ("all", "All")];

    [BindProperty(SupportsGet = true)]
    public string View { get; set; } = "open";

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    [BindProperty(SupportsGet = true)]
    public TicketStatus? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Article { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Client { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Assignee { get; set; }

    /// <summary>Opened at least so many days ago.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Days { get; set; }

    public static IReadOnlyList<(int Days, string Name)> Ages { get; } = [(1, "A day"), (3, "Three days"), (7, "A week"), (30, "A month")];

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    /// <summary>What the list is narrowed to by a link from elsewhere: an article, a client.</summary>
    public string? Only { get; private set; }

    public Page<TicketView> Tickets { get; private set; } = new([], null);

    public IEnumerable<ChannelFacts> Networks => channels.All.Select(c => c.Facts);

    public int SetAside { get; private set; }

    public bool IsFiltered => IsSearch || !string.IsNullOrEmpty(Network) || Status is not null || Assignee is not null || Days is not null;

    // Whoever looks for something means all there is; whoever narrows a view means what stands in it.
    private bool IsSearch => !string.IsNullOrWhiteSpace(Q) || Article is not null || Client is not null;

    /// <summary>The rest of this list.</summary>
    public string Older => QueryString.Create(
        Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v))).Append(new("after", Tickets.Next))).ToString();

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/tickets");
        }

        Tickets = await list.RunAsync(new TicketFilter
        {
            Unsolved = View != "all" && Status is null && !IsSearch,
            Status = Status,
            AssigneeId = View == "mine" ? User.UserId() : Assignee,
            Unassigned = View == "unassigned",
            Network = Network,
            ArticleId = Article,
            ClientId = Client,
            OpenedBefore = Days is > 0 and < 10_000 ? clock.Now().AddDays(-Days.Value) : null,
            Words = Q,
        }, cursor, PageSize, ct);
        SetAside = await db.ScalarAsync<int>(ListeningSql.FailedCount, ct: ct);
        People = await db.QueryAsync<UserRow>(UserSql.All, ct: ct);
        Only = Article is not null ? await db.ScalarAsync<string>(TitleOf, new { Id = Article }, ct) : Client is not null ? await db.ScalarAsync<string>(NameOf, new { Id = Client }, ct) : null;
        return Page();
    }
}
