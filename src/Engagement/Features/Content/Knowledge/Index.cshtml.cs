using Engagement.Data;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Web.Api;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge;

internal sealed class IndexModel(ListArticles list, Db db) : PageModel
{
    private const int PageSize = 40;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public ArticleState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public ArticleAudience? Audience { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Tag { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Source { get; set; }

    public Page<ArticleRow> Articles { get; private set; } = new([], null);

    public IReadOnlyList<Source> Sources { get; private set; } = [];

    public IReadOnlyList<string> Tags { get; private set; } = [];

    public bool IsFiltered => Q is not null || State is not null || Audience is not null || Tag is not null || Source is not null;

    /// <summary>The same list, where it goes on.</summary>
    public string NextUrl
    {
        get
        {
            var query = new QueryBuilder();
            foreach (var (key, value) in new (string, string?)[]
                { ("q", Q), ("state", State?.ToString()), ("audience", Audience?.ToString()),
                    ("tag", Tag), ("source", Source?.ToString()), ("after", Articles.Next) })
            {
                if (value is not null)
                {
                    query.Add(key, value);
                }
            }

            return "/knowledge" + query.ToQueryString();
        }
    }

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/knowledge");
        }

        var filter = new ArticleFilter { Words = Q, State = State, Audience = Audience, Tag = Tag, SourceId = Source };
        Articles = await list.RunAsync(filter, cursor, PageSize, ct);
        Sources = await db.QueryAsync<Source>(SourceSql.All, ct: ct);
        Tags = await list.TagsAsync(ct);
        return Page();
    }
}
