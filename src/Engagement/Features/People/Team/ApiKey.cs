using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Web.Security;

namespace Engagement.Features.People.Team;

/// <summary>An API key: <c>eng_</c>, eight characters it is found by, <c>_</c>, and 40 that are secret.</summary>
internal static class ApiKey
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    public static (string Key, string Prefix, string Hash) New()
    {
        var prefix = "eng_" + RandomNumberGenerator.GetString(Alphabet, 8);
        var key = $"{prefix}_{RandomNumberGenerator.GetString(Alphabet, 40)}";
        return (key, prefix, HashOf(key));
    }

    public static string? PrefixOf(string key) => key.Length == 53 && key.StartsWith("eng_", StringComparison.Ordinal) ? key[..12] : null;

    // 230 random bits need no slow hash.
    public static bool Matches(string key, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(key)), Encoding.ASCII.GetBytes(hash));

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

internal sealed record ApiKeyRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public Role Role { get; init; }

    public string Prefix { get; init; } = "";

    public string KeyHash { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

internal static class ApiKeySql
{
    private const string Columns = "Id, Name, Role, Prefix, KeyHash, CreatedAt, LastUsedAt, RevokedAt";

    public static readonly Sql ByPrefix = Sql.Portable($"select {Columns} from ApiKeys where Prefix = @Prefix");

    public static readonly Sql All = Sql.Portable($"select {Columns} from ApiKeys order by Name, Id");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into ApiKeys (Id, Name, Role, Prefix, KeyHash, CreatedAt, CreatedBy)
        values (@Id, @Name, @Role, @Prefix, @KeyHash, @Now, @CreatedBy)
        """);

    /// <summary>Of several nodes the latest stands, whichever writes last.</summary>
    public static readonly Sql Used = Sql.Portable(
        "update ApiKeys set LastUsedAt = @Now where Id = @Id and (LastUsedAt is null or LastUsedAt < @Now)");

    public static readonly Sql Revoke = Sql.Portable("update ApiKeys set RevokedAt = @Now where Id = @Id and RevokedAt is null");
}
