using Engagement.Data;
using Engagement.Web.Security;

namespace Engagement.Features.Team;

/// <summary>A person who signs in.</summary>
internal sealed record UserRow
{
    public Guid Id { get; init; }

    public string Email { get; init; } = "";

    public string Name { get; init; } = "";

    public Role Role { get; init; }

    public string PasswordHash { get; init; } = "";

    public string SecurityStamp { get; init; } = "";

    public bool MustChangePassword { get; init; }

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
    private const string Columns =
        """
        Id, Email, Name, Role, PasswordHash, SecurityStamp, MustChangePassword, TimeZone, Theme,
        FailedSignIns, LockedUntil, LastSignInAt, DisabledAt, CreatedAt
        """;

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Users where Id = @Id");

    public static readonly Sql ByEmail = Sql.Portable($"select {Columns} from Users where Email = @Email");

    public static readonly Sql All = Sql.Portable($"select {Columns} from Users order by Name, Id");

    public static readonly Sql Any = Sql.Portable("select count(*) from Users");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Users (Id, Email, Name, Role, PasswordHash, SecurityStamp, MustChangePassword, TimeZone, Theme, FailedSignIns, CreatedAt)
        values (@Id, @Email, @Name, @Role, @PasswordHash, @SecurityStamp, @MustChangePassword, @TimeZone, 'auto', 0, @Now)
        """);

    public static readonly Sql SignedIn = Sql.Portable(
        "update Users set FailedSignIns = 0, LockedUntil = null, LastSignInAt = @Now where Id = @Id");

    public static readonly Sql SignInFailed = Sql.Portable(
        """
        update Users set
            FailedSignIns = FailedSignIns + 1,
            LockedUntil = case when FailedSignIns + 1 >= @Most then @LockedUntil else LockedUntil end
        where Id = @Id
        """);

    // The count starts anew with the lock's end, so that one more wrong try does not lock again at once.
    public static readonly Sql LockEnded = Sql.Portable(
        "update Users set FailedSignIns = 0, LockedUntil = null where Id = @Id and LockedUntil <= @Now");

    public static readonly Sql SetPassword = Sql.Portable(
        """
        update Users set PasswordHash = @PasswordHash, SecurityStamp = @SecurityStamp, MustChangePassword = @MustChangePassword,
            FailedSignIns = 0, LockedUntil = null
        where Id = @Id
        """);

    public static readonly Sql Change = Sql.Portable(
        "update Users set Name = @Name, Role = @Role, DisabledAt = @DisabledAt, SecurityStamp = @SecurityStamp where Id = @Id");

    public static readonly Sql OtherAdministrators = Sql.Portable(
        "select count(*) from Users where Role = 'Administrator' and DisabledAt is null and Id <> @Id");

    public static readonly Sql SetOwn = Sql.Portable("update Users set Name = @Name, TimeZone = @TimeZone, Theme = @Theme where Id = @Id");
}
