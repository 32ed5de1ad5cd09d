using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// Tells one visitor of an article from another for one day (UTC), without storing who it is: a keyed hash of article, address and browser.
/// The key is random, the same on all nodes, and deleted when its day is over; from then on nobody can try addresses against the hashes.
/// Since the article is hashed too, nothing shows that somebody read two.
/// </summary>
internal sealed class DailySalts(Db db, TimeProvider clock)
{
    // So that midnight needs no database.
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(2);

    private const int SaltBytes = 32;

    // A browser's name has about 120; more is somebody filling our processor.
    private const int MostAgent = 400;

    private static readonly Sql Read = Sql.Portable("select Salt from VisitSalts where Day = @Day");

    private static readonly Sql Insert = Sql.Portable("""
        insert into VisitSalts (Day, Salt, CreatedAt) select @Day, @Salt, @Now where not exists (select 1 from VisitSalts where Day = @Day)
        """);

    private static readonly Sql Delete = Sql.Portable("delete from VisitSalts where Day < @Day");

    private ImmutableDictionary<DateOnly, byte[]> _salts = [];

    /// <summary>Gets today's salt, and soon before midnight tomorrow's; forgets those of days that are over.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var day in new[] { DayOf(now), DayOf(now + Ahead) }.Distinct().Where(day => !_salts.ContainsKey(day)))
        {
            await db.ExecuteAsync(Insert,
                new { Day = Name(day), Salt = Convert.ToHexString(RandomNumberGenerator.GetBytes(SaltBytes)), Now = clock.Now() }, ct);
            var salt = await db.ScalarAsync<string>(Read, new { Day = Name(day) }, ct)
                ?? throw new InvalidOperationException($"The salt of {day} is not there.");
            _salts = _salts.Add(day, Convert.FromHexString(salt));
        }

        if (_salts.Keys.Where(day => day < DayOf(now)).ToList() is { Count: > 0 } over)
        {
            await db.ExecuteAsync(Delete, new { Day = Name(DayOf(now)) }, ct);
            _salts = _salts.RemoveRange(over);
        }
    }

    /// <summary>The visitor's hash; null while the day's salt could not be had: then the visit is counted without one.</summary>
    public long? Hash(DateTimeOffset at, Guid articleId, IPAddress? address, string agent)
    {
        if (address is null || !_salts.TryGetValue(DayOf(at), out var salt))
        {
            return null;
        }

        agent = agent.Length > MostAgent ? agent[..MostAgent] : agent;
        Span<byte> who = stackalloc byte[SaltBytes + 16 + 16 + (MostAgent * 3)];
        salt.CopyTo(who);
        articleId.TryWriteBytes(who[SaltBytes..]);
        var length = SaltBytes + 16;
        address.TryWriteBytes(who[length..], out var written);
        length += written;
        length += Encoding.UTF8.GetBytes(agent, who[length..]);

        // With a secret of fixed length in front, and only a part of the hash kept, this is as good a keyed hash as HMAC at half its price.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(who[..length], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
