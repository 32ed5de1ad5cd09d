namespace Engagement.Features.Links;

internal static class LinksSetup
{
    public static IServiceCollection AddLinks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(LinkOptions.From(configuration));
        services.AddSingleton<LinkTargets>();
        services.AddSingleton<DailySalts>();
        services.AddSingleton<AddressRates>();
        services.AddSingleton<TellVisitor>();
        services.AddSingleton<VisitSpool>();
        services.AddSingleton<FollowLink>();
        services.AddScoped<MakeLink>();
        services.AddScoped<CountVisits>();
        services.AddScoped<DrainVisits>();
        services.AddScoped<TellBursts>();
        services.AddScoped<ForgetVisits>();
        services.AddScoped<SaveLinkSettings>();
        return services;
    }

    /// <summary>What counts visits: on nodes that serve the web.</summary>
    public static IServiceCollection AddVisitCounting(this IServiceCollection services) => services.AddHostedService<VisitLoop>();
}
