using Engagement.Data;
using Engagement.Sandbox;
using Engagement.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Engagement.Browser.Portal;

/// <summary>A client, as stories need one: somebody on the Sandbox network who says something to the desk.</summary>
internal static class ClientWords
{
    private static readonly Sql Ours = Sql.Portable("select Handle from Accounts where Network = 'sandbox' order by CreatedAt {page}");
    private static readonly Sql TicketOf = Sql.Portable("""
        select t.Number from Tickets t join Messages m on m.TicketId = t.Id where m.Body like '%' || @Words || '%' and m.Kind = 'inbound'
        """);

    /// <summary>Says it, and waits until it is a ticket.</summary>
    /// <returns>The ticket's number.</returns>
    public static async Task<long> SayAsync(this RunningDesk desk, string handle, string name, string words)
    {
        var ct = TestContext.Current.CancellationToken;
        var network = desk.Services.GetRequiredService<SandboxProfiles>();
        var client = network.Find(handle) ?? network.Add(new(handle, name)).Value!;
        var ours = await desk.Db.ScalarAsync<string>(Ours, new { Take = 1 }, ct);
        Assert.NotNull(desk.Services.GetRequiredService<SandboxPosts>()
            .Publish(client, new(Guid.NewGuid().ToString("N"), $"@{ours!.TrimStart('@')} {words}")).Value);
        for (var tries = 0; ; tries++)
        {
            if (await desk.Db.ScalarAsync<long?>(TicketOf, new { Words = words }, ct) is { } number)
            {
                return number;
            }

            Assert.True(tries < 300, $"It never became a ticket: {words}");
            await Task.Delay(200, ct);
        }
    }
}
