"""What else one could pick for the same job, each as its documentation recommends."""
