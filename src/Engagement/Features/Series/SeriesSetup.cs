namespace Engagement.Features.Series;

internal static class SeriesSetup
{
    public static IServiceCollection AddSeries(this IServiceCollection services)
    {
        services.AddScoped<SaveSeries>();
        services.AddScoped<SetSeriesState>();
        services.AddScoped<ArrangeQueue>();
        services.AddScoped<MakePosts>();
        services.AddScoped<ListOccurrences>();
        services.AddScoped<RecheckZones>();
        services.AddScoped<DecideZoneChanges>();
        return services;
    }
}
