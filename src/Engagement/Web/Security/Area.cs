using Microsoft.AspNetCore.Authorization;

namespace Engagement.Web.Security;

/// <summary>What a person (or a key) is for.</summary>
internal enum Role
{
    /// <summary>Answers clients.</summary>
    Agent,

    /// <summary>Writes and schedules posts; keeps knowledge and templates.</summary>
    Editor,

    /// <summary>Does what an editor does, and reads what others wrote before it may go out.</summary>
    Approver,

    Administrator,
}

/// <summary>
/// Who may do what: one table for pages, API and keys. Each area is a policy of the same name; reading (GET, HEAD) and
/// changing (everything else) are told apart by the request.
/// </summary>
internal sealed record Area(string Name, Role[] Readers, Role[] Changers) : IAuthorizationRequirement
{
    private static readonly Role[] Everyone = [Role.Agent, Role.Editor, Role.Approver, Role.Administrator];
    private static readonly Role[] Editors = [Role.Editor, Role.Approver, Role.Administrator];
    private static readonly Role[] Approvers = [Role.Approver, Role.Administrator];
    private static readonly Role[] Agents = [Role.Agent, Role.Administrator];
    private static readonly Role[] Administrators = [Role.Administrator];

    public const string Tickets = nameof(Tickets);
    public const string Knowledge = nameof(Knowledge);
    public const string Templates = nameof(Templates);
    public const string Posts = nameof(Posts);
    public const string Approval = nameof(Approval);
    public const string Accounts = nameof(Accounts);
    public const string Insights = nameof(Insights);
    public const string Opportunities = nameof(Opportunities);
    public const string Settings = nameof(Settings);
    public const string Jobs = nameof(Jobs);

    /// <summary>One's own things: Home, profile, password, measuring a text.</summary>
    public const string Own = nameof(Own);

    public static IReadOnlyList<Area> All { get; } =
    [
        new(Tickets, Everyone, Agents),
        new(Knowledge, Everyone, Editors),
        new(Templates, Everyone, Editors),
        new(Posts, Everyone, Editors),
        new(Approval, Everyone, Approvers),
        new(Accounts, Everyone, Administrators),
        new(Insights, Everyone, Administrators),
        new(Opportunities, Everyone, Everyone),
        new(Settings, Administrators, Administrators),
        new(Jobs, Administrators, Administrators),
        new(Own, Everyone, Everyone),
    ];

    public bool Allows(Role role, string method) =>
        (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Readers : Changers).Contains(role);
}

/// <summary>Decides an <see cref="Area"/> from the signed-in role and the request's method.</summary>
internal sealed class PermissionHandler : AuthorizationHandler<Area>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Area requirement)
    {
        if (context.Resource is HttpContext http && context.User.Role() is { } role && requirement.Allows(role, http.Request.Method))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
