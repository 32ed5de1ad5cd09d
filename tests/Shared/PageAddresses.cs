using System.Globalization;
using Engagement.Data;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Engagement.Testing;

/// <summary>The address of every page there is, found by the program itself.</summary>
internal static class PageAddresses
{
    // What a page needs in its address. A page that needs something else is missing until it is told here. Words and
    // queries take turns.
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["accounts/{id:guid}"] = ["accounts/", "select Id from Accounts order by Id {page}"],
        ["accounts/{id:guid}/remove"] = ["accounts/", "select Id from Accounts order by Id {page}", "/remove"],
        ["accounts/begin"] = ["accounts/begin?ids=", "select Id from Accounts order by Id {page}"],
        ["accounts/connect/{network?}"] = ["accounts/connect/bluesky"],
        ["clients/{id:guid}"] = ["clients/", "select ClientId from Tickets order by ClientId {page}"],
        ["deliveries/{id:guid}"] = ["deliveries/", "select DeliveryId from TrackedLinks order by DeliveryId {page}"],
        ["insights/loop/{kind}/{id:guid}"] = ["insights/loop/article/", "select ArticleId from TrackedLinks order by ArticleId {page}"],
        ["insights/rows/{figure}"] = ["insights/rows/tickets"],
        ["knowledge/write/{id:guid?}"] = ["knowledge/write"],
        ["tickets/{number:long}/answers"] =
            ["tickets/", "select Number from Tickets order by Number {page}", "/answers?macro=",
                "select Id from Templates where Kind = 'reply' order by Id {page}"],
        ["tickets/{number:long}/article"] = ["tickets/", "select Number from Tickets order by Number {page}", "/article"],
        ["knowledge/{id:guid}"] = ["knowledge/", "select Id from Articles order by Title {page}"],
        ["knowledge/sources/{id:guid}"] = ["knowledge/sources/", "select Id from Sources order by Id {page}"],
        ["opportunities/new"] = ["opportunities/new?ticket=", "select Number from Tickets order by Number {page}"],
        ["opportunities/{id:guid}"] = ["opportunities/", "select Id from Opportunities order by Id {page}"],
        ["listening/days/{day}"] = ["listening/days/", "select Day from ListeningStatements order by Day desc {page}"],
        ["posts/{id:guid}"] = ["posts/", "select Id from Posts order by Id {page}"],
        ["posts/new"] = ["posts/new?article=",
            "select Id from Articles where State = 'Validated' and Audience = 'external' order by Id {page}"],
        ["series/{key}"] = ["series/", "select Id from Series order by Id {page}"],
        ["settings/people/{id:guid}"] = ["settings/people/", "select Id from Users order by Id {page}"],
        ["settings/queues/{id:guid}"] = ["settings/queues/", "select QueueId from TicketFields order by QueueId {page}"],
        ["settings/webhooks/{id:guid}"] = ["settings/webhooks/", "select Id from WebhookEndpoints order by Id {page}"],
        ["settings/webhooks/deliveries/{id:guid}"] = ["settings/webhooks/deliveries/",
            "select Id from WebhookDeliveries order by Id {page}"],
        ["templates/{id:guid}/proofs"] = ["templates/", "select Id from Templates order by Id {page}", "/proofs"],
        ["templates/{id:guid}/variants"] = ["templates/", "select Id from Templates order by Id {page}", "/variants"],
        ["templates/{id:guid}/versions"] = ["templates/", "select Id from Templates order by Id {page}", "/versions"],
        ["templates/{id:guid}/worst"] = ["templates/", "select Id from Templates where Kind = 'post' order by Id {page}", "/worst"],
        ["templates/{key}"] = ["templates/", "select Id from Templates order by Id {page}"],
        ["tickets/{number:long}/clocks"] = ["tickets/", "select Number from Tickets order by Number {page}", "/clocks"],
        ["tickets/{number:long}/thread"] = ["tickets/", "select Number from Tickets order by Number {page}", "/thread"],
        ["tickets/{number:long}"] = ["tickets/", "select Number from Tickets order by Number {page}"],
    };

    // They lead elsewhere at once.
    private static readonly string[] NoPages = ["setup", "accounts/connected", "sign-out", "error"];

    /// <returns>The addresses, and the routes of the pages that have nothing to show.</returns>
    public static async Task<(IReadOnlyList<string> Pages, IReadOnlyList<string> Missing)> OfAsync(RunningDesk desk, CancellationToken ct)
    {
        var (pages, missing) = (new List<string>(), new List<string>());
        foreach (var route in desk.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Distinct().Except(NoPages).Order(StringComparer.Ordinal))
        {
            var address = Examples.TryGetValue(route, out var example) ? await AddressAsync(desk, example, ct)
                : route.Contains('{', StringComparison.Ordinal) ? null
                : route;
            (address is null ? missing : pages).Add(address is null ? route : "/" + address);
        }

        return (pages, missing);
    }

    private static async Task<string?> AddressAsync(RunningDesk desk, string[] example, CancellationToken ct)
    {
        var address = "";
        foreach (var (i, part) in example.Index())
        {
            var piece = i % 2 == 0 ? part
                : part.StartsWith("select Number", StringComparison.Ordinal)
                    ? (await ReadAsync<long?>(desk, part, ct))?.ToString(CultureInfo.InvariantCulture)
                : part.StartsWith("select Day", StringComparison.Ordinal) ? await ReadAsync<string>(desk, part, ct)
                : (await ReadAsync<Guid?>(desk, part, ct))?.ToString();
            if (string.IsNullOrEmpty(piece))
            {
                return null;
            }

            address += piece;
        }

        return address;
    }

    private static Task<T?> ReadAsync<T>(RunningDesk desk, string sql, CancellationToken ct) =>
        desk.Db.ScalarAsync<T>(Sql.Portable(sql), new { Take = 1 }, ct);
}
