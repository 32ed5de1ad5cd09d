using Engagement.Data;

namespace Engagement.Features.Conversations.Clients.Finding;

/// <summary>
/// Makes clients findable who were written down before there was an index of their words, or by a node that does not know it yet.
/// </summary>
internal sealed class IndexClients(Db db)
{
    private const int AtOnce = 500;

    private static readonly Sql Wordless = Sql.Portable(
        """
        select c.Id from Clients c where c.Id > @After and c.ErasedAt is null and not exists (select 1 from ClientWords w
            where w.ClientId = c.Id)
        order by c.Id {page}
        """);

    public async Task RunAsync(CancellationToken ct)
    {
        var after = Guid.Empty;
        while (await db.QueryAsync<Guid>(Wordless, new { After = after, Take = AtOnce }, ct) is [.., var last] ids)
        {
            await db.InTransactionAsync(async tx =>
            {
                foreach (var id in ids)
                {
                    await ClientIndex.ChangeAsync(tx, id, ct);
                }
            }, ct);
            after = last;
        }
    }
}
