using System.Threading.RateLimiting;
using Engagement.Configured;
using Engagement.Features;
using Engagement.Features.People.Setup;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Web.Api;
using Engagement.Web.Bodies;
using Engagement.Web.Proxy;
using Engagement.Web.Security;
using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Host;

/// <summary>The portal's set-up: pages, sign-in, roles, headers.</summary>
internal static class Portal
{
    public static IServiceCollection AddPortal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/Features";
            foreach (var (folder, area) in IFeature.All.SelectMany(feature => feature.Pages))
            {
                if (area is null)
                {
                    options.Conventions.AllowAnonymousToFolder(folder);
                }
                else
                {
                    options.Conventions.AuthorizeFolder(folder, area);
                }
            }
        }).AddRazorOptions(options => options.PageViewLocationFormats.Add("/Web/Layout/{0}.cshtml"));
        services.AddRouting(options => options.LowercaseUrls = true);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "engagement-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // the framework's own is "never"
            options.HeaderName = "X-Form-Token"; // htmx sends it from the page's meta tag
        });
        services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = "engagement-said");

        var sessions = SessionLimits.From(configuration);
        services
            .AddAuthentication("CookieOrKey")
            .AddPolicyScheme("CookieOrKey", null, options => options.ForwardDefaultSelector = context =>
                ApiKeyAuthentication.IsMeant(context.Request)
                    ? ApiKeyAuthentication.SchemeName
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options => CookieSignIn.Configure(options, sessions.Idle))
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddAuthorization(options =>
        {
            foreach (var area in Area.All)
            {
                options.AddPolicy(area.Name, policy => policy.RequireAuthenticatedUser().AddRequirements(area));
            }

            // Deny: an endpoint that nobody thought about is open to nobody.
            // Where there is no endpoint at all, or only the router's own for a wrong method or type, whoever is signed in gets an honest
            // 404, 405 or 415.
            options.FallbackPolicy = new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
                .Build();
        });
        // By address, beside the lock by person: behind one proxy or in one office many people share an address.
        var tries = (int)KnownSettings.SignInTries.Of(configuration);
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : TimeSpan.FromMinutes(1);
                rejected.HttpContext.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
                return ValueTask.CompletedTask;
            };
            limits.AddPolicy(SignInLimit.Policy, context => HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    ClientAddress.Subscriber(context.Connection.RemoteIpAddress)?.ToString() ?? "",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = tries, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter(""));
        });
        services.AddApi();
        LargeBodies.Add(services);
        return services;
    }

    public static void UsePortal(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseStrictHost();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            StatusCodeSelector = ApiErrors.StatusOf,

            // What a caller got wrong is told to them and is no fault of ours; all else is logged, whoever wrote the answer.
            SuppressDiagnosticsCallback = handled => handled.Exception is BadHttpRequestException,
        });
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments("/api"),
            pages => pages.UseStatusCodePagesWithReExecute("/error", "?code={0}"));
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api"),
            api => api.UseStatusCodePages(status =>
                Results.Problem(statusCode: status.HttpContext.Response.StatusCode).ExecuteAsync(status.HttpContext)));
        app.UseStrictCharset();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseHealthAnswers();
        app.UseAuthentication();
        app.UseReadSessions();
        app.UseFirstSteps();
        app.UseAuthorization();
        LargeBodies.Use(app);
        app.UseAntiforgery();
    }

    public static void MapPortal(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
        // Made at the first look: it opens Hangfire's storage, and at this point there may be no database yet.
        var dashboard = new Lazy<RequestDelegate>(
            () => ((IEndpointRouteBuilder)app).CreateApplicationBuilder().UseHangfireDashboard("/jobs", new DashboardOptions
            {
                // The endpoint's policy decides; the dashboard's own filter would only allow this machine.
                Authorization = [new EndpointDecides()],
                DashboardTitle = "Engagement jobs",
                AppPath = app.Services.GetRequiredService<PortalAddress>().Path + "/",
            }).Build());
        app.Map("/jobs/{**path}", http => dashboard.Value(http)).RequireAuthorization(Area.Jobs);
        app.MapApi();
        foreach (var feature in IFeature.All)
        {
            feature.Map(app);
        }
    }

    // Nobody yet: to the set-up page. A one-time password: to the page where one's own is chosen.
    private static void UseFirstSteps(this WebApplication app) => app.Use(async (context, next) =>
    {
        var path = context.Request.Path;
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null;
        if (isPage && !path.StartsWithSegments("/setup") && !path.StartsWithSegments("/error")
            && await context.RequestServices.GetRequiredService<SetupToken>().IsNeededAsync(context.RequestAborted))
        {
            context.Response.Redirect("/setup");
            return;
        }

        // Whatever asks who one is: pages, pictures, live hints, files, the dashboard of jobs.
        if (context.User.HasClaim(c => c.Type == Me.MustChangePassword)
            && !path.StartsWithSegments("/profile/password") && !path.StartsWithSegments("/sign-out") && !path.StartsWithSegments("/error")
            && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            if (isPage)
            {
                context.Response.Redirect("/profile/password");
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            }

            return;
        }

        await next(context);
    });

    private sealed class EndpointDecides : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => true;
    }
}
