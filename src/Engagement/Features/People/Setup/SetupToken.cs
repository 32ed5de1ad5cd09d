using System.Security.Cryptography;
using Engagement.Data;
using Engagement.Features.People.Team;

namespace Engagement.Features.People.Setup;

/// <summary>
/// An empty database has nobody who could sign in. Until it has, every page leads to the set-up page, which asks for the token this
/// process printed on its console: who can read that may make the first administrator.
/// </summary>
internal sealed class SetupToken(Db db)
{
    private volatile bool _hasUsers;

    public string Value { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public bool Matches(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(
        System.Text.Encoding.UTF8.GetBytes(given.Trim()), System.Text.Encoding.UTF8.GetBytes(Value));

    public async Task<bool> IsNeededAsync(CancellationToken ct)
    {
        if (!_hasUsers)
        {
            _hasUsers = await db.ScalarAsync<int>(UserSql.Any, ct: ct) > 0;
        }

        return !_hasUsers;
    }
}
