using System.Runtime.ExceptionServices;
using System.Security.Claims;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;

namespace Engagement.Features.People.SignIn;

/// <summary>The session cookie: who it names, and when it stops being believed.</summary>
internal static class CookieSignIn
{
    public static void Configure(CookieAuthenticationOptions options, TimeSpan idle)
    {
        options.Cookie.Name = "engagement";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = idle;
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/no-access";
        options.Events.OnValidatePrincipal = ValidateAsync;

        // A page leads to another; a program is told.
        options.Events.OnRedirectToLogin = PagesOnly(options.Events.OnRedirectToLogin, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = PagesOnly(options.Events.OnRedirectToAccessDenied, StatusCodes.Status403Forbidden);
    }

    public static ClaimsPrincipal PrincipalOf(UserRow user, Guid sessionId) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.NameIdentifier, user.Id.ToString()),
        new(ClaimTypes.Name, user.Name),
        new(ClaimTypes.Email, user.Email),
        new(ClaimTypes.Role, user.Role.ToString()),
        new(Me.Zone, user.TimeZone),
        new(Me.Theme, user.Theme),
        new(Me.Session, sessionId.ToString()),
        .. user.MustChangePassword ? [new Claim(Me.MustChangePassword, "1")] : Array.Empty<Claim>(),
    ], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Starts a session and gives the browser its cookie.</summary>
    public static async Task SignInAsync(this HttpContext http, UserRow user)
    {
        var session = await http.RequestServices.GetRequiredService<SessionBook>()
            .StartAsync(user, http.Request.Headers.UserAgent.ToString(), AddressOf(http), http.RequestAborted);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(user, session));
    }

    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> PagesOnly(
        Func<RedirectContext<CookieAuthenticationOptions>, Task> lead, int status) => context =>
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            return lead(context);
        }

        context.Response.StatusCode = status;
        context.Response.Headers.WWWAuthenticate = status == StatusCodes.Status401Unauthorized ? ApiKeyAuthentication.Challenge : default;
        return Task.CompletedTask;
    };

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<SessionBook>();
        UserRow? user;
        try
        {
            user = context.Principal?.SessionId() is { } session
                ? await sessions.CheckAsync(session, AddressOf(http), http.RequestAborted)
                : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Thrown by what stands behind: thrown here, it would be kept for the whole request and strike the page that says what is wrong
            // too.
            http.Features.Set(new UnreadSession(ExceptionDispatchInfo.Capture(e)));
            context.RejectPrincipal();
            return;
        }

        if (user is null)
        {
            context.RejectPrincipal();
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return;
        }

        // Name, role and zone are the row's, not the cookie's.
        context.ReplacePrincipal(PrincipalOf(user, context.Principal!.SessionId()!.Value));
    }

    /// <summary>
    /// After authentication: a request whose session could not be read ends with what stood in the way, and is not nobody's.
    /// </summary>
    public static void UseReadSessions(this WebApplication app) => app.Use(next => http =>
    {
        if (http.Features.Get<UnreadSession>() is { } unread && http.Features.Get<IExceptionHandlerFeature>() is null)
        {
            unread.Reason.Throw();
        }

        return next(http);
    });

    private static string AddressOf(HttpContext http) => ClientAddress.Plain(http.Connection.RemoteIpAddress)?.ToString() ?? "";

    private sealed record UnreadSession(ExceptionDispatchInfo Reason);
}
