using Engagement.Data;
using Engagement.Web.Security;

namespace Engagement.Features.People.Team;

/// <summary>A person who signs in.</summary>
internal sealed record UserRow
{
    public Guid Id { get; init; }

    public string Email { get; init; } = "";

    public string Name { get; init; } = "";

    public Role Role { get; init; }

    public string PasswordHash { get; init; } = "";

    public bool MustChangePassword { get; init; }

    /// <summary>When a one-time password stops opening anything; null for one of their own.</summary>
    public DateTimeOffset? PasswordExpiresAt { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public string Theme { get; init; } = "auto";

    public int FailedSignIns { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal static class UserSql
{
    public const string Columns =
        """
        Id, Email, Name, Role, PasswordHash, MustChangePassword, PasswordExpiresAt, TimeZone, Theme,
        FailedSignIns, LockedUntil, LastSignInAt, DisabledAt, CreatedAt
        """;

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Users where Id = @Id");

    public static readonly Sql ByEmail = Sql.Portable($"select {Columns} from Users where Email = @Email");

    public static readonly Sql All = Sql.Portable($"select {Columns} from Users order by Name, Id");

    public static readonly Sql Any = Sql.Portable("select count(*) from Users");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Users (Id, Email, Name, Role, PasswordHash, SecurityStamp, MustChangePassword, PasswordExpiresAt, TimeZone, Theme,
            FailedSignIns, CreatedAt)
        values (@Id, @Email, @Name, @Role, @PasswordHash, '', @MustChangePassword, @PasswordExpiresAt, @TimeZone, 'auto', 0, @Now)
        """);

    public static readonly Sql SignedIn = Sql.Portable(
        "update Users set FailedSignIns = 0, LockedUntil = null, LastSignInAt = @Now where Id = @Id");

    /// <summary>The right password after all: the tries before it do not count.</summary>
    public static readonly Sql TrySucceeded = Sql.Portable("update Users set FailedSignIns = 0, LockedUntil = null where Id = @Id");

    /// <summary>
    /// Counts a try before its password is looked at, and only while there is one left: however many arrive at once, no more than
    /// <c>@Max</c> are looked at. The count starts anew with the lock's end, so that one more wrong try does not lock again at once.
    /// </summary>
    public static readonly Sql CountTry = Sql.Portable(
        """
        update Users set
            FailedSignIns = case when LockedUntil is null then FailedSignIns + 1 else 1 end,
            LockedUntil = case when LockedUntil is null and FailedSignIns + 1 >= @Max then @LockedUntil else null end
        where Id = @Id and DisabledAt is null and (LockedUntil is null or LockedUntil <= @Now)
        """);

    public static readonly Sql SetPassword = Sql.Portable(
        """
        update Users set PasswordHash = @PasswordHash, MustChangePassword = @MustChangePassword, PasswordExpiresAt = @PasswordExpiresAt,
            FailedSignIns = 0, LockedUntil = null
        where Id = @Id
        """);

    public static readonly Sql Change = Sql.Portable(
        "update Users set Name = @Name, Role = @Role, DisabledAt = @DisabledAt where Id = @Id");

    public static readonly Sql OtherAdministrators = Sql.Portable(
        "select count(*) from Users where Role = 'Administrator' and DisabledAt is null and Id <> @Id");

    public static readonly Sql SetOwn = Sql.Portable("update Users set Name = @Name, TimeZone = @TimeZone, Theme = @Theme where Id = @Id");
}
