namespace Engagement.Features.Home;

internal static class HomeSetup
{
    public static IServiceCollection AddHome(this IServiceCollection services) => services.AddScoped<WhatNeedsMe>();
}
