using System.Globalization;
using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts;

/// <summary>Which active accounts are silent, and whether that is because nobody writes or because we cannot hear.</summary>
internal sealed class FindInactiveAccounts(Db db, ChannelCatalog channels, TimeProvider clock)
{
    // Our own echo says nothing about clients.
    private static readonly Sql HoursHeard = Sql.For(
        sqlServer:
        """
        select AccountId, convert(char(13), ReceivedAt, 120) as Hour, count(*) as Messages from InboundItems
        where ReceivedAt >= @Since and State <> 'Ignored' group by AccountId, convert(char(13), ReceivedAt, 120)
        """,
        sqlite:
        """
        select AccountId, substr(ReceivedAt, 1, 13) as Hour, count(*) as Messages from InboundItems
        where ReceivedAt >= @Since and State <> 'Ignored' group by AccountId, substr(ReceivedAt, 1, 13)
        """);

    public async Task<IReadOnlyDictionary<Guid, Silence>> RunAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var heard = (await db.QueryAsync<HourHeard>(HoursHeard, new { Since = now - Silence.Memory }, ct)).ToLookup(h => h.AccountId);
        var silent = new Dictionary<Guid, Silence>();
        foreach (var account in await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct))
        {
            if (account.State == AccountState.Active
                && channels.TryGet<IReadMentions>(account.Network, out var reader)
                && Silence.Of(account.ConnectedSince, account.ListenLastOkAt, reader.Facts.PollEvery,
                    heard[account.Id].ToDictionary(h => h.At, h => h.Messages), now) is { } silence)
            {
                silent[account.Id] = silence;
            }
        }

        return silent;
    }

    private sealed record HourHeard
    {
        public Guid AccountId { get; init; }

        /// <summary>e.g. <c>2026-11-24 09</c>, UTC.</summary>
        public string Hour { get; init; } = "";

        public int Messages { get; init; }

        public DateTimeOffset At =>
            DateTimeOffset.ParseExact(Hour, "yyyy-MM-dd HH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
